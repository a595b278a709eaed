import type { OpenCall, Reply, Route } from '../http/route.ts'
import type { User } from '../state/entities.ts'
import { addSandboxUser } from '../state/sandbox-users.ts'
import { addKey } from '../state/users.ts'

/** Gives the next seeded customer that nobody has taken yet. */
export type TakeCustomer = () => User | undefined

const keyReply = ({ state }: OpenCall, user: User): Reply => {
  const { secret } = addKey(state, { kind: 'user', user })
  return { objects: [{ ApiKey: { api_key: secret, user: { [user.kind]: { id: user.id } } } }] }
}

/**
 * Sandbox users. The first persons are the seeded customers with their accounts and two years of history, so that a
 * client has something to read; when they are taken, a person is made as the bank's sandbox does: one EUR account
 * with nothing on it. Companies are always new.
 */
export const sandboxRoutes = (takeCustomer: TakeCustomer): readonly Route[] => [
  {
    method: 'POST',
    path: 'sandbox-user-person',
    token: 'none',
    fields: {},
    sandboxOnly: true,
    handle: (call) => keyReply(call, takeCustomer() ?? addSandboxUser(call.state, 'UserPerson')),
  },
  {
    method: 'POST',
    path: 'sandbox-user-company',
    token: 'none',
    fields: {},
    sandboxOnly: true,
    handle: (call) => keyReply(call, addSandboxUser(call.state, 'UserCompany')),
  },
]
