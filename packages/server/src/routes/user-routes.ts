import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import { type ApiApp, body, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { noteAct } from '../audit/note-act.ts'
import { secured } from '../auth/authenticate.ts'
import { assertMayGive } from '../auth/may-give.ts'
import { scopesOfRole } from '../auth/roles.ts'
import { type Caller, roles, scopes } from '../auth/scopes.ts'
import { assertFresh } from '../auth/step-up.ts'
import type { User } from '../auth/users.ts'
import { conflict } from '../errors/api-error.ts'
import { instant, money, positiveMoney } from '../schemas/common.ts'

const frame = { tags: ['Administration'], ...secured('admin') }
const params = z.object({ id: z.string().openapi({ example: 'usr_01J…' }) })
const role = z.enum(roles)
const subject = z.string().min(1).max(255)

const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    scopes: z.array(z.enum(scopes)).openapi({ description: 'What the role may do.' }),
    dailyCeiling: money.optional(),
    oidcSubject: z.string().optional().openapi({ description: 'Who they are at the OpenID provider (`sub`).' }),
    disabled: z.boolean().openapi({ description: 'They cannot sign in, and their tokens open nothing.' }),
    createdAt: instant,
  })
  .openapi('User')

const one = json(userSchema, 'The user')

const listRoute = createRoute({
  ...frame,
  method: 'get',
  path: '/users',
  operationId: 'listUsers',
  summary: 'People of the team; none in a personal server',
  responses: { 200: json(z.object({ data: z.array(userSchema) }), 'The users'), ...problems },
})

const createUserRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/users',
  operationId: 'createUser',
  summary: 'A new person of the team; make them a login link next',
  request: {
    body: body(
      z
        .strictObject({
          name: z.string().min(1).max(100),
          role,
          dailyCeiling: positiveMoney.optional().openapi({ description: 'What they may send in a day (UTC).' }),
          oidcSubject: subject.optional().openapi({ description: 'Who they are at the OpenID provider (`sub`).' }),
        })
        .openapi('NewUser'),
    ),
  },
  responses: { 201: one, ...problems },
})

const changeRoute = createRoute({
  ...frame,
  method: 'patch',
  path: '/users/{id}',
  operationId: 'changeUser',
  summary: 'Another role, ceiling or subject, or disabled; it holds from the next request on',
  request: {
    params,
    body: body(
      z
        .strictObject({
          role: role.optional(),
          dailyCeiling: positiveMoney.nullable().optional(),
          oidcSubject: subject.nullable().optional(),
          disabled: z.boolean().optional(),
        })
        .openapi('UserChange'),
    ),
  },
  responses: { 200: one, ...problems },
})

const removeRoute = createRoute({
  ...frame,
  method: 'delete',
  path: '/users/{id}',
  operationId: 'removeUser',
  summary: 'Remove a person: their browsers, passkeys, links and tokens open nothing any more',
  request: { params },
  responses: { 200: json(z.object({ removed: z.literal(true) }), 'They are removed'), ...problems },
})

const resetRoute = createRoute({
  ...frame,
  method: 'post',
  path: '/users/{id}/reset',
  operationId: 'resetUser',
  summary:
    'For somebody who is locked out: all ways to sign in end, and a code signs one browser in, once, within ten minutes',
  description: 'Ends their browsers, links, passkeys and recovery codes. Their API tokens stay.',
  request: { params },
  responses: { 201: json(z.object({ code: z.string(), path: z.string() }), 'The code'), ...problems },
})

const toUser = ({ createdAt, ...user }: User): z.infer<typeof userSchema> => ({
  id: user.id,
  name: user.name,
  role: user.role,
  scopes: [...scopesOfRole[user.role]],
  dailyCeiling: user.dailyCeiling,
  oidcSubject: user.oidcSubject,
  disabled: user.disabledAt !== undefined,
  createdAt: toInstant(createdAt),
})

/** Who is in the team, and as what. */
export const userRoutes = (services: Services): ApiApp => {
  const { users, sessions, audit } = services
  const app = createApp()
  app.openapi(listRoute, async (c) => c.json({ data: (await users.list()).map(toUser) }, 200))
  app.openapi(createUserRoute, async (c) => {
    const wanted = c.req.valid('json')
    await assertFresh(services, c.get('caller'))
    assertMayGive(c.get('caller'), scopesOfRole[wanted.role])
    const user = await users.create(wanted)
    await noteAct(audit, c, 'user.create', user.id)
    return c.json(toUser(user), 201)
  })
  app.openapi(changeRoute, async (c) => {
    const { id } = c.req.valid('param')
    await assertFresh(services, c.get('caller'))
    const change = c.req.valid('json')
    const before = await users.get(id)
    if (change.disabled === true) refuseSelf(c.get('caller'), id)
    assertMayGive(c.get('caller'), scopesOfRole[change.role ?? before.role])
    const after = await users.change(id, change)
    const isSwitched = change.disabled !== undefined && change.disabled !== (before.disabledAt !== undefined)
    await noteAct(audit, c, isSwitched ? (change.disabled ? 'user.disable' : 'user.enable') : 'user.change', id)
    return c.json(toUser(after), 200)
  })
  app.openapi(removeRoute, async (c) => {
    const { id } = c.req.valid('param')
    await assertFresh(services, c.get('caller'))
    refuseSelf(c.get('caller'), id)
    await users.remove(id)
    await noteAct(audit, c, 'user.remove', id)
    return c.json({ removed: true as const }, 200)
  })
  app.openapi(resetRoute, async (c) => {
    const { id } = c.req.valid('param')
    await assertFresh(services, c.get('caller'))
    const user = await users.get(id)
    assertMayGive(c.get('caller'), scopesOfRole[user.role], { isOwn: id === c.get('caller').user?.id })
    if (user.disabledAt !== undefined)
      throw conflict('This person is disabled.', 'Enable them first: PATCH /v1/users/{id} {"disabled":false}')
    await users.resetSignIn(id)
    const code = await sessions.createLink(id)
    await noteAct(audit, c, 'user.reset', id)
    return c.json({ code, path: `/#login=${code}` }, 201)
  })
  return app
}

/** Nobody shuts themselves out by mistake. */
const refuseSelf = (caller: Caller, id: string): void => {
  if (caller.user?.id === id) throw conflict('This is you.', 'Let another administrator do it, or: nostro user disable')
}
