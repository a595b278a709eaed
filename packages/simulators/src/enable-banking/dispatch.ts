import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import { htmlAnswer } from '../ing/answers.ts'
import { errorPage } from '../ing/pages/layout.ts'
import { errorBody, jsonAnswer } from './answers.ts'
import { requireApplication, requireService } from './checks/jwt-checks.ts'
import { EnableBankingRefusal, refuse } from './refusal.ts'
import type { Route } from './route.ts'
import type { EnableBankingWorld } from './world.ts'

/** Checks 1 and 2: a known path, and a known method on it. */
const requireRoute = (routes: readonly Route[], request: BankRequest): Route => {
  const onPath = routes.filter(({ pattern }) => pattern.test(request.path))
  const route = onPath.find(({ method }) => method === request.method)
  if (route !== undefined) return route
  if (onPath.length === 0) {
    return refuse({
      row: 1,
      status: 404,
      message: 'Not Found',
      reason: 'There is no such path',
      received: request.path,
    })
  }
  const expected = onPath.map(({ method }) => method).join(', ')
  const reason = 'The path does not know this method'
  return refuse({ row: 2, status: 405, message: 'Method Not Allowed', reason, expected, received: request.method })
}

const serve = (world: EnableBankingWorld, routes: readonly Route[], request: BankRequest): BankAnswer => {
  const route = requireRoute(routes, request)
  const params = (route.pattern.exec(request.path) ?? []).slice(1).map((group: string | undefined) => group ?? '')
  const call = { request, now: world.now(), params, query: new URLSearchParams(request.query) }
  if (route.page) return route.handle(call)
  const application = requireApplication(world, request)
  requireService(application, route.service)
  return route.handle({ ...call, application })
}

const refusalAnswer = (request: BankRequest, { details }: EnableBankingRefusal): BankAnswer => {
  const { row, reason, expected, received, status } = details
  const rejection = {
    check: `enable-banking-${row}`,
    reason,
    expected,
    received,
  }
  const isPage = request.path.startsWith('/ais/') || request.path.startsWith('/pis/')
  const answer = isPage ? htmlAnswer(status, errorPage(reason)) : jsonAnswer(status, errorBody(details))
  return { ...answer, rejection }
}

/** Runs the checks in the order of their list, first failure wins, then the route's own handler. */
export const dispatch = (world: EnableBankingWorld, routes: readonly Route[], request: BankRequest): BankAnswer => {
  try {
    return serve(world, routes, request)
  } catch (error) {
    if (error instanceof EnableBankingRefusal) return refusalAnswer(request, error)
    throw error
  }
}
