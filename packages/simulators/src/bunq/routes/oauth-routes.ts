import { must, readText } from '../http/body.ts'
import { required, text } from '../http/fields.ts'
import { invalidField, refusal } from '../http/refusal.ts'
import { findHere, listReply } from '../http/replies.ts'
import { emptyReply, idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import { occur } from '../state/bunq-state.ts'
import type { CallbackUrl, OauthClient } from '../state/records.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

const clientsOf = (call: SessionCall): readonly OauthClient[] =>
  call.state.records.oauthClients.filter(({ userId }) => userId === call.user.id)

const callbackUrl = (url: string): string => {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw invalidField('url', 'no http(s) URL', url)
  return url
}

const addCallback = (call: SessionCall, client: OauthClient, url: string): CallbackUrl => {
  const at = call.state.now()
  const callback = { id: call.state.nextId(), created: at, updated: at, url: callbackUrl(url) }
  client.callbacks.push(callback)
  return callback
}

/** Row 39: one client for a user. The body may be `{}`, an array, or name a redirect URL at once. */
const create = (call: SessionCall): Reply => {
  if (clientsOf(call).length > 0) {
    throw refusal(39, 400, 'An OAuth client already exists for this user.', 'a user has one OAuth client')
  }
  const { state, user, body } = call
  const client: OauthClient = {
    id: state.nextId(),
    userId: user.id,
    clientId: state.token(),
    secret: state.token(),
    displayName: readText(body, 'display_name') ?? user.displayName,
    status: readText(body, 'status') ?? 'ACTIVE',
    callbacks: [],
  }
  const redirectUrl = readText(body, 'redirect_url')
  if (redirectUrl !== undefined) addCallback(call, client, redirectUrl)
  state.records.oauthClients.push(client)
  return idReply(client.id)
}

const callbackWire = (callback: CallbackUrl): object => ({
  OauthCallbackUrl: {
    id: callback.id,
    created: wireTimestamp(callback.created),
    updated: wireTimestamp(callback.updated),
    url: callback.url,
  },
})

const clientWire = (client: OauthClient): object => ({
  OauthClient: {
    id: client.id,
    status: client.status,
    display_name: client.displayName,
    client_id: client.clientId,
    secret: client.secret,
    callback_url: client.callbacks.map(callbackWire),
  },
})

const find = (call: SessionCall, part: string): OauthClient => findHere(call, clientsOf(call), 'Oauth client', part)

const findCallback = (call: SessionCall): CallbackUrl =>
  findHere(call, find(call, 'client').callbacks, 'Oauth callback url')

/** Cancelling a client ends every connection that was made through it. */
const change = (call: SessionCall): Reply => {
  const client = find(call, 'id')
  client.status = readText(call.body, 'status') ?? client.status
  if (client.status !== 'ACTIVE') {
    for (const key of call.state.keys.values()) {
      if (key.oauthClientId !== client.id || key.revoked) continue
      key.revoked = true
      occur(call.state, {
        action: 'UPDATE',
        userId: client.userId,
        accountId: null,
        objectType: 'OauthClient',
        objectId: client.id,
        notices: [['OAUTH', 'OAUTH_CONNECTION_REVOKED']],
        wire: () => clientWire(client),
      })
    }
  }
  return idReply(client.id)
}

const base = 'user/{user}/oauth-client'
const callbacks = `${base}/{client}/callback-url`

export const oauthRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: base,
    token: 'session',
    arrayAllowed: true,
    fields: { status: text(['ACTIVE']), display_name: text(), redirect_url: text() },
    handle: create,
  },
  { method: 'GET', path: base, token: 'session', handle: (call) => listReply(call, clientsOf(call), clientWire) },
  {
    method: 'GET',
    path: `${base}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [clientWire(find(call, 'id'))] }),
  },
  {
    method: 'PUT',
    path: `${base}/{id}`,
    token: 'session',
    fields: { status: required(text(['ACTIVE', 'CANCELLED'])) },
    handle: change,
  },
  {
    method: 'POST',
    path: callbacks,
    token: 'session',
    fields: { url: required(text()) },
    handle: (call) => idReply(addCallback(call, find(call, 'client'), must(readText(call.body, 'url'))).id),
  },
  {
    method: 'GET',
    path: callbacks,
    token: 'session',
    handle: (call) => listReply(call, find(call, 'client').callbacks, callbackWire),
  },
  {
    method: 'GET',
    path: `${callbacks}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [callbackWire(findCallback(call))] }),
  },
  {
    method: 'PUT',
    path: `${callbacks}/{id}`,
    token: 'session',
    fields: { url: required(text()) },
    handle: (call) => {
      const callback = findCallback(call)
      callback.url = callbackUrl(must(readText(call.body, 'url')))
      callback.updated = call.state.now()
      return idReply(callback.id)
    },
  },
  {
    method: 'DELETE',
    path: `${callbacks}/{id}`,
    token: 'session',
    handle: (call) => {
      const { callbacks: all } = find(call, 'client')
      all.splice(all.indexOf(findCallback(call)), 1)
      return emptyReply
    },
  },
]
