import type { X509Certificate } from 'node:crypto'
import type { BankAnswer, BankHandler, BankRequest } from '../http/bank-handler.ts'
import type { BankIdPki } from '../pki/pki.ts'
import type { BankContext } from '../profile.ts'
import type { SeedCustomer } from '../seed/model.ts'
import { invalidParameters, refuse } from './answers.ts'
import { createApp } from './app/app.ts'
import { createAwaitedAttacks } from './attacks/attacks.ts'
import { maxBodyBytes, transportFault } from './checks/transport-checks.ts'
import { createBehaviourRoutes } from './control/behaviour-routes.ts'
import { createOrderRoutes } from './control/order-routes.ts'
import { createSettingsRoutes } from './control/settings-routes.ts'
import { createSpoilRoutes } from './control/spoil-routes.ts'
import { operationAt } from './endpoints.ts'
import { subjectAttributes, subjectText } from './evidence/certificate-subject.ts'
import { createUserCertificates } from './evidence/user-certificates.ts'
import { createOperations } from './operations.ts'
import { createAwaitedBehaviours } from './orders/awaited-behaviours.ts'
import { planBehaviour } from './orders/behaviours.ts'
import type { Order, RelyingParty } from './orders/order.ts'
import { createOrderBook } from './orders/order-book.ts'
import { createPeople } from './orders/people.ts'
import { createUserActions, type UserActions } from './orders/user-actions.ts'
import { createRequestBudget } from './request-budget.ts'
import { bodyTimedOut, bodyTimeoutMs, errorAnswer } from './service-errors.ts'
import { type BankIdEnvironment, defaultSettings } from './settings.ts'
import { parseStrictJson } from './strict-json.ts'

export interface BankIdOptions {
  /** The people who have a BankID; any other number gets one on demand. */
  readonly customers: readonly SeedCustomer[]
  /** The address of the API as the world sees it, known once the server listens. */
  readonly selfUrl: () => string
  /** Whose certificate policies hold. Default `test`, as the user CA is a test CA. */
  readonly environment?: BankIdEnvironment
}

const toRelyingParty = (certificate: X509Certificate): RelyingParty => {
  const attributes = subjectAttributes(certificate)
  const part = (name: string) => attributes.find((attribute) => attribute.name === name)?.value
  return {
    fingerprint: certificate.fingerprint256,
    subject: subjectText(attributes),
    displayName: part('name') ?? part('cn') ?? part('o') ?? 'Unknown',
  }
}

/** The simulated BankID: the relying party's API, its users and their app. */
export const createBankId = (context: BankContext, pki: BankIdPki, options: BankIdOptions): BankHandler => {
  const { clock, randomBytes } = context
  const environment = options.environment ?? 'test'
  const settings = defaultSettings(context.profile)
  const book = createOrderBook(clock, randomBytes)
  const people = createPeople(options.customers)
  const budget = createRequestBudget()
  const attacks = createAwaitedAttacks()
  const awaited = createAwaitedBehaviours()
  const users = { book, people, settings, environment }
  const actions = createUserActions({ ...users, clock })
  const actionsAt = (at: number): UserActions => createUserActions({ ...users, clock: { now: () => at } })
  const onStart = (order: Order): void => {
    const next = awaited.take(order)
    if (next !== undefined) planBehaviour(order, next.behaviour, next.actor, order.createdAt, actionsAt)
  }
  const app = createApp({ book, actions, people, randomBytes })
  const certificates = createUserCertificates(pki)
  const operations = createOperations({
    context,
    environment,
    settings,
    book,
    evidence: { certificates, randomBytes, environment },
    nextChange: attacks.take,
    onStart,
  })

  /** Where a browser finds the emulated app. */
  const appUrl = (): string => new URL('/app', options.selfUrl()).href

  const relyingParties = new Map<string, RelyingParty>()
  const relyingPartyOf = (certificate: X509Certificate): RelyingParty => {
    const known = relyingParties.get(certificate.fingerprint256)
    if (known !== undefined) return known
    const relyingParty = toRelyingParty(certificate)
    relyingParties.set(relyingParty.fingerprint, relyingParty)
    return relyingParty
  }
  const answer = (request: BankRequest, certificate: X509Certificate): Promise<BankAnswer> | BankAnswer => {
    const relyingParty = relyingPartyOf(certificate)
    const spent = budget.spend(relyingParty.fingerprint, settings.requestsPerMinute, clock.now())
    if (spent !== undefined) return refuse(spent)
    if (request.body.length > maxBodyBytes) {
      const finding = {
        reason: 'the body is too big',
        expected: `${maxBodyBytes} bytes`,
        received: `${request.body.length}`,
      }
      return refuse(invalidParameters('T9', 'Invalid request', finding))
    }
    const body = parseStrictJson(request.body)
    if (!body.ok) return refuse(invalidParameters('T10', 'Invalid request', { reason: body.reason }))
    const operation = operationAt(request.path)
    if (operation === 'collect') return operations.collect(body.value, relyingParty)
    if (operation === 'cancel') return operations.cancel(body.value, relyingParty)
    if (operation === undefined) throw new Error('the path was checked before')
    return operations.start(operation, body.value, relyingParty)
  }

  return {
    bank: 'bankid',
    handle: (request) => {
      if (app.owns(request.path)) return app.handle(request)
      const fault = transportFault(request, settings)
      const { certificate } = request.client
      return fault !== undefined || certificate === undefined
        ? refuse(fault ?? { check: 'T2', status: 403, errorCode: '', details: '', reason: 'no client certificate' })
        : answer(request, certificate)
    },
    errorAnswer,
    bodyTimeoutMs,
    bodyTimedOut: (request) => bodyTimedOut(request, settings),
    control: [
      { method: 'GET', pattern: /^\/bankid\/app$/, handle: () => ({ status: 200, body: { url: appUrl() } }) },
      ...createOrderRoutes({ book, actions, actionsAt, now: clock.now }),
      ...createBehaviourRoutes(awaited, people),
      ...createSpoilRoutes(attacks),
      ...createSettingsRoutes(settings),
    ],
    reset: () => {
      book.clear()
      people.clear()
      budget.clear()
      attacks.clear()
      awaited.clear()
      app.clear()
      Object.assign(settings, defaultSettings(context.profile))
    },
  }
}
