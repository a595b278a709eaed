import { must, readText } from '../http/body.ts'
import { required, text } from '../http/fields.ts'
import { emptyReply, type InstallationCall, type Reply, type Route } from '../http/route.ts'
import type { Session } from '../state/entities.ts'
import { bindForSession, findKey } from '../state/keys.ts'
import { wireTimestamp } from '../wire/timestamp.ts'
import { principalWire } from '../wire/user-wire.ts'

const create = ({ state, body, installation, address }: InstallationCall): Reply => {
  const key = findKey(state, must(readText(body, 'secret')))
  bindForSession(state, key, installation, address)
  const user = state.users.get(key.userId)
  if (user === undefined) throw new TypeError('a key without a user')
  const created = state.now()
  const session: Session = {
    id: state.nextId(),
    token: state.token(),
    created,
    installation,
    key,
    timeoutSeconds: user.sessionTimeoutSeconds,
    expiresAt: created + user.sessionTimeoutSeconds * 1000,
    closed: false,
  }
  state.sessions.set(session.token, session)
  const at = wireTimestamp(created)
  return {
    objects: [
      { Id: { id: session.id } },
      { Token: { id: session.id, created: at, updated: at, token: session.token } },
      principalWire(state, key, user),
    ],
  }
}

/** Sessions: opened by key, closed by themselves. The id in the path is ignored: the calling session ends. */
export const sessionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: 'session-server',
    token: 'installation',
    signature: 'required',
    bucket: 'session-server',
    fields: { secret: required(text()) },
    handle: create,
  },
  {
    method: 'DELETE',
    path: 'session/{id}',
    token: 'session',
    handle: ({ session }) => {
      session.closed = true
      return emptyReply
    },
  },
]
