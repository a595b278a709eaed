import type { EpochMs, SimulatedClock } from '../../clock/simulated-clock.ts'
import { kindFor } from '../policies.ts'
import type { BankIdEnvironment, BankIdSettings } from '../settings.ts'
import { type Order, type Pending, type Person, type PickUp, type Risk, textField } from './order.ts'
import type { OrderBook } from './order-book.ts'
import type { People, UserProfile } from './people.ts'
import { qrFault, readQrData } from './qr-code.ts'

/** What came of a user's action. A refusal is what the app would show; the order may have changed all the same. */
export type ActionResult =
  | { readonly ok: true; readonly order: Order }
  | { readonly ok: false; readonly reason: string; readonly order?: Order | undefined }

export interface Actor {
  /** 12 digits; the order's own person or any customer when left out. */
  readonly personalNumber?: string
  /** Where the app is, as BankID sees it. */
  readonly ipAddress?: string
  /** Instead of what the person's profile says. */
  readonly app?: UserProfile['app']
  readonly risk?: Risk
}

/** Everything that a user can do with an app and a pending order. */
export interface UserActions {
  scan(qrData: string, actor: Actor): ActionResult
  /** Starts the app by token. Without a person it stays `started`, until `open` names one. */
  launch(autoStartToken: string, actor: Actor): ActionResult
  open(order: Order, actor: Actor): ActionResult
  /** Puts a pending order into any pending hint, unknown ones included. */
  showHint(order: Order, hintCode: string): ActionResult
  confirmCall(order: Order, inCall: boolean): ActionResult
  scanDocument(order: Order): ActionResult
  /** The third wrong code blocks the BankID. */
  enterWrongCode(order: Order): ActionResult
  /** Does whatever is left to do and signs. */
  approve(order: Order, actor: Actor): ActionResult
  fail(order: Order, hintCode: string): ActionResult
}

export interface UserActionParts {
  readonly book: OrderBook
  readonly clock: Pick<SimulatedClock, 'now'>
  readonly people: People
  readonly settings: BankIdSettings
  readonly environment: BankIdEnvironment
}

/** The address of an app on another device than the one that started the order. */
const elsewhere = '198.51.100.23'

const refused = (reason: string, order?: Order): ActionResult => ({
  ok: false,
  reason,
  order,
})

const done = (order: Order): ActionResult => ({ ok: true, order })

export const createUserActions = (parts: UserActionParts): UserActions => {
  const { book, clock, people, settings, environment } = parts

  const whileEnding = (order: Order, hintCode: string): ActionResult => {
    order.state = { status: 'failed', hintCode, at: clock.now(), neverPickedUp: false }
    return done(order)
  }
  /** The app's own hurdles: no order that it cannot handle gets as far as the code. */
  const appFault = (order: Order, person: Person, actor: Actor): string | undefined => {
    if ((actor.app ?? people.profile(person.personalNumber).app) === 'current') return undefined
    if (textField(order, 'returnUrl') !== undefined) return 'cancelled'
    const newer = order.requirement.mrtd || order.body['userVisibleTransaction'] !== undefined
    return newer ? 'notSupportedByUserApp' : undefined
  }
  const isTooRisky = (order: Order, risk: Risk): boolean => {
    const accepted = order.requirement.risk
    if (accepted === undefined) return false
    return risk === 'high' || (risk === 'moderate' && accepted === 'low')
  }
  const riskOf = (person: Person, actor: Actor): Risk => actor.risk ?? people.profile(person.personalNumber).risk
  const nextHint = (order: Order, state: Pending, callConfirmed: boolean): string => {
    if (order.endpoint.operation.startsWith('phone/') && !callConfirmed) return 'userCallConfirm'
    return order.requirement.mrtd && !state.mrtdDone ? 'userMrtd' : 'userSign'
  }
  const personOf = (order: Order, actor: Actor): Person => {
    const known = order.state.status === 'pending' ? order.state.pickedUp?.person : undefined
    if (actor.personalNumber !== undefined) return people.byNumber(actor.personalNumber)
    if (known !== undefined) return known
    return order.boundTo === undefined ? people.anybody : people.byNumber(order.boundTo)
  }
  const pickUp = (order: Order, state: Pending, by: PickUp, actor: Actor, person?: Person): ActionResult => {
    const at = state.pickedUp?.at ?? clock.now()
    const how = state.pickedUp?.by ?? by
    const started: Pending = { ...state, hintCode: 'started', pickedUp: { at, by: how } }
    order.state = started
    if (person === undefined) return done(order)
    if (order.boundTo !== undefined && order.boundTo !== person.personalNumber) {
      return refused('The order is for another person.', order)
    }
    if (kindFor(environment, order.requirement.certificatePolicies) === undefined) {
      return refused('This user has no BankID of the kind that is asked for.', order)
    }
    const hurdle = appFault(order, person, actor)
    if (hurdle !== undefined) {
      whileEnding(order, hurdle)
      return refused('This app is too old for the order: it must be updated.', order)
    }
    book.claim(order, person.personalNumber)
    order.state = { ...started, hintCode: nextHint(order, state, false), pickedUp: { at, by: how, person } }
    return done(order)
  }
  /** Runs an action on a pending order. */
  const pending = (order: Order, act: (state: Pending) => ActionResult): ActionResult =>
    order.state.status === 'pending' ? act(order.state) : refused('The order is over.', order)
  /** Only an order that waits for its app can be started. */
  const fresh = (order: Order, by: PickUp, actor: Actor, person?: Person): ActionResult =>
    pending(order, (state) =>
      state.pickedUp === undefined
        ? pickUp(order, state, by, actor, person)
        : refused('The order was started already.'),
    )
  const complete = (order: Order, state: Pending, person: Person, actor: Actor, at: EpochMs): void => {
    const by = state.pickedUp?.by
    order.state = {
      status: 'complete',
      at,
      person,
      ipAddress: actor.ipAddress ?? (by === 'scan' ? elsewhere : (textField(order, 'endUserIp') ?? elsewhere)),
      mrtdDone: order.requirement.mrtd || state.mrtdDone,
      risk: riskOf(person, actor),
    }
  }
  const sign = (order: Order, state: Pending, person: Person, actor: Actor): ActionResult => {
    if (isTooRisky(order, riskOf(person, actor))) return whileEnding(order, 'transactionRiskBlocked')
    if (settings.processingSeconds === 0) {
      complete(order, state, person, actor, clock.now())
      return done(order)
    }
    order.state = { ...state, hintCode: 'processing' }
    const at = clock.now() + settings.processingSeconds * 1000
    order.plan = [{ at, run: () => complete(order, state, person, actor, at) }]
    return done(order)
  }

  return {
    scan: (qrData, actor) => {
      const code = readQrData(qrData)
      const order = code === undefined ? undefined : book.findByQrStartToken(code.qrStartToken)
      if (code === undefined || order?.tokens === undefined) return refused('This is not the QR code of a live order.')
      const fault = qrFault(code, order.tokens, order.createdAt, clock.now())
      return fault === undefined ? fresh(order, 'scan', actor, personOf(order, actor)) : refused(fault)
    },
    launch: (autoStartToken, actor) => {
      const order = book.findByAutoStartToken(autoStartToken)
      if (order === undefined) return refused('No live order has this autoStartToken.')
      return fresh(order, 'launch', actor, actor.personalNumber === undefined ? undefined : personOf(order, actor))
    },
    open: (order, actor) => pending(order, (state) => pickUp(order, state, 'open', actor, personOf(order, actor))),
    showHint: (order, hintCode) =>
      pending(order, (state) => {
        const pickedUp = state.pickedUp ?? { at: clock.now(), by: 'open' as const }
        order.state = { ...state, hintCode, pickedUp }
        return done(order)
      }),
    confirmCall: (order, inCall) =>
      pending(order, (state) => {
        if (state.hintCode !== 'userCallConfirm') return refused('Nobody asked about a call.', order)
        if (!inCall) return whileEnding(order, 'userDeclinedCall')
        order.state = { ...state, hintCode: nextHint(order, state, true) }
        return done(order)
      }),
    scanDocument: (order) =>
      pending(order, (state) => {
        if (state.hintCode !== 'userMrtd') return refused('No document is asked for.', order)
        order.state = { ...state, mrtdDone: true, hintCode: 'userSign' }
        return done(order)
      }),
    enterWrongCode: (order) =>
      pending(order, (state) => {
        if (state.hintCode !== 'userSign') return refused('The code is not asked for.', order)
        if (state.wrongCodes === 2) return whileEnding(order, 'certificateErr')
        order.state = { ...state, wrongCodes: state.wrongCodes + 1 }
        return refused('Wrong security code.', order)
      }),
    approve: (order, actor) =>
      pending(order, (state) => {
        const person = personOf(order, actor)
        const ready = pickUp(order, state, 'open', actor, person)
        return ready.ok && order.state.status === 'pending' ? sign(order, order.state, person, actor) : ready
      }),
    fail: (order, hintCode) => pending(order, () => whileEnding(order, hintCode)),
  }
}
