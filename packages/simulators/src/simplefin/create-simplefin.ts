import type { BankAnswer, BankHandler, BankRequest } from '../http/bank-handler.ts'
import type { BankContext } from '../profile.ts'
import { accountSet } from './account-set.ts'
import { pointsPath } from './accounts.ts'
import { claim, createPage, setupTokenOf } from './claim.ts'
import { controlRoutes } from './control-routes.ts'
import { requireAccess, requirePaid, requireWithinRate } from './credentials.ts'
import { readQuery } from './read-query.ts'
import { refuse, SimpleFinRefusal } from './refusal.ts'
import type { SimpleFinOptions } from './settings.ts'
import { createState } from './state.ts'
import { createWorld, type SimpleFinWorld } from './world.ts'

export type { SimpleFinOptions } from './settings.ts'

export interface SimpleFinHandler extends BankHandler {
  readonly bank: 'simplefin'
  /** The first setup token; asked when the server's address is known. */
  setupToken(): string
}

interface Route {
  readonly methods: readonly string[]
  readonly pattern: RegExp
  handle(request: BankRequest, group: string): BankAnswer
}

const json = (value: unknown): BankAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
})

const routesOf = (world: SimpleFinWorld): readonly Route[] => [
  { methods: ['GET'], pattern: /^\/simplefin\/info$/, handle: () => json({ versions: ['1.0', '2.0'] }) },
  { methods: ['GET', 'POST'], pattern: /^\/simplefin\/create$/, handle: ({ method }) => createPage(world, method) },
  { methods: ['POST'], pattern: /^\/simplefin\/claim\/([^/]+)$/, handle: (_request, token) => claim(world, token) },
  {
    methods: ['GET'],
    pattern: /^\/simplefin\/accounts$/,
    handle: (request) => {
      const access = requireAccess(world, request)
      requirePaid(world)
      requireWithinRate(world, access)
      return accountSet(world, readQuery(new URLSearchParams(request.query), world.settings, world.now()))
    },
  },
  {
    methods: ['GET'],
    pattern: new RegExp(`^${pointsPath}$`),
    handle: () => json({ name: 'Summit Points', abbr: 'pts' }),
  },
]

const serve = (routes: readonly Route[], request: BankRequest): BankAnswer => {
  const route = routes.find(({ pattern }) => pattern.test(request.path))
  if (route === undefined) {
    return refuse({ row: 1, status: 404, text: 'Not found', reason: 'There is no such path' })
  }
  if (!route.methods.includes(request.method)) {
    const sides = { expected: route.methods.join(', '), received: request.method }
    return refuse({
      row: 2,
      status: 405,
      text: 'Method not allowed',
      reason: 'The path does not know this method',
      ...sides,
    })
  }
  return route.handle(request, route.pattern.exec(request.path)?.[1] ?? '')
}

const refusalAnswer = ({ details }: SimpleFinRefusal): BankAnswer => {
  const { row, status, text, reason, expected, received, headers } = details
  return {
    status,
    headers: { 'Content-Type': 'text/plain', ...headers },
    body: text,
    rejection: {
      check: `simplefin-${row}`,
      reason,
      expected,
      received,
    },
  }
}

/** The simulated SimpleFIN server: a function of request and state, without sockets. */
export const createSimpleFin = (context: BankContext, options: SimpleFinOptions): SimpleFinHandler => {
  const world = createWorld(context, options)
  const routes = routesOf(world)
  return {
    bank: 'simplefin',
    setupToken: () => setupTokenOf(world, world.firstToken),
    handle: (request) => {
      try {
        return serve(routes, request)
      } catch (error) {
        if (error instanceof SimpleFinRefusal) return refusalAnswer(error)
        throw error
      }
    },
    errorAnswer: (status) => ({ status, headers: { 'Content-Type': 'text/plain' }, body: 'Error' }),
    control: controlRoutes(world),
    reset: () => {
      world.state = createState(world.settings, world.firstToken, world.now())
    },
  }
}
