import { isIPv4 } from 'node:net'
import { must, readText } from '../http/body.ts'
import { required, text } from '../http/fields.ts'
import { invalidField, notFound } from '../http/refusal.ts'
import { findHere, listReply } from '../http/replies.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { ApiKey, PermittedAddress } from '../state/entities.ts'
import { credentialWire } from '../wire/credential-wire.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

/** The keys of the user; an OAuth session sees only its own. */
const keysOf = ({ state, key }: SessionCall): readonly { readonly id: number; readonly key: ApiKey }[] =>
  [...state.keys.values()]
    .filter((other) => (key.kind === 'oauth' ? other === key : other.userId === key.userId && other.kind !== 'oauth'))
    .map((own) => ({ id: own.credentialId, key: own }))
    .sort((a, b) => a.id - b.id)

const find = (call: SessionCall, part: string): ApiKey =>
  findHere(call, keysOf(call), 'Credential password ip', part).key

const addressWire = (entry: PermittedAddress): object => ({
  PermittedIp: {
    id: entry.id,
    created: wireTimestamp(entry.created),
    updated: wireTimestamp(entry.updated),
    ip: entry.address,
    status: entry.status,
  },
})

/** A wildcard is given in the app only, never through the API. */
const add = (call: SessionCall): Reply => {
  const { state, body } = call
  const key = find(call, 'credential')
  const address = must(readText(body, 'ip'))
  if (!isIPv4(address)) throw invalidField('ip', 'not an IPv4 address', address)
  if (key.addresses.some((entry) => entry.address === address))
    throw invalidField('ip', 'the address is listed', address)
  const at = state.now()
  const entry = { id: state.nextId(), created: at, updated: at, address, status: readText(body, 'status') ?? 'ACTIVE' }
  key.addresses.push(entry)
  return idReply(entry.id)
}

const findAddress = (call: SessionCall): PermittedAddress => {
  const entry = find(call, 'credential').addresses.find(({ id }) => id === call.id('id'))
  if (entry === undefined) throw notFound('Permitted ip', call.id('id'))
  return entry
}

const base = 'user/{user}/credential-password-ip'
const status = text(['ACTIVE', 'INACTIVE'])

/** Keys and the addresses from which they may be used. */
export const credentialRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: base,
    token: 'session',
    handle: (call) => listReply(call, keysOf(call), ({ key }) => credentialWire(key)),
  },
  {
    method: 'GET',
    path: `${base}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [credentialWire(find(call, 'id'))] }),
  },
  {
    method: 'POST',
    path: `${base}/{credential}/ip`,
    token: 'session',
    fields: { ip: required(text()), status },
    handle: add,
  },
  {
    method: 'GET',
    path: `${base}/{credential}/ip`,
    token: 'session',
    handle: (call) => listReply(call, find(call, 'credential').addresses, addressWire),
  },
  {
    method: 'GET',
    path: `${base}/{credential}/ip/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [addressWire(findAddress(call))] }),
  },
  {
    method: 'PUT',
    path: `${base}/{credential}/ip/{id}`,
    token: 'session',
    fields: { status: required(status) },
    handle: (call) => {
      const entry = findAddress(call)
      entry.status = must(readText(call.body, 'status'))
      entry.updated = call.state.now()
      return idReply(entry.id)
    },
  },
]
