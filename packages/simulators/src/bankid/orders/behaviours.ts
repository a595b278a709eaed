import type { Order } from './order.ts'
import type { Actor, UserActions } from './user-actions.ts'

type Step = readonly [afterSeconds: number, act: (actions: UserActions, order: Order, actor: Actor) => unknown]

interface Behaviour {
  /** How the order ends, when nothing in the order itself prevents it. */
  readonly outcome: string
  readonly steps: readonly Step[]
}

const open: Step[1] = (actions, order, actor) => actions.open(order, actor)
const sign: Step[1] = (actions, order, actor) => actions.approve(order, actor)
const leave: Step[1] = (actions, order) => actions.fail(order, 'userCancel')
const mistype: Step[1] = (actions, order) => actions.enterWrongCode(order)

/** Past the questions that come before the security code, where the order asks them. */
const reachCode: Step[1] = (actions, order) => {
  actions.confirmCall(order, true)
  actions.scanDocument(order)
}

/** Nobody whom an order would name. */
const stranger = '190000000000'

/** What users do, as steps in seconds after the order's start. */
export const behaviours = {
  signs: {
    outcome: 'complete',
    steps: [
      [2, open],
      [6, sign],
    ],
  },
  slow: {
    outcome: 'complete after nearly three minutes',
    steps: [
      [25, open],
      [170, sign],
    ],
  },
  'scans-document': {
    outcome: 'complete, with stepUp where the order asks for a document',
    steps: [
      [2, open],
      [8, reachCode],
      [12, sign],
    ],
  },
  'never-opens': { outcome: 'startFailed, without a device expiredTransaction', steps: [] },
  'never-signs': { outcome: 'expiredTransaction', steps: [[2, open]] },
  'no-bankid': {
    outcome: 'started, then expiredTransaction',
    steps: [[2, (actions, order) => actions.showHint(order, 'started')]],
  },
  cancels: {
    outcome: 'userCancel',
    steps: [
      [2, open],
      [6, leave],
    ],
  },
  'declines-call': {
    outcome: 'userDeclinedCall on a phone order',
    steps: [
      [2, open],
      [6, (actions, order) => actions.confirmCall(order, false)],
    ],
  },
  'wrong-code': {
    outcome: 'certificateErr',
    steps: [
      [2, open],
      [4, reachCode],
      [6, mistype],
      [9, mistype],
      [12, mistype],
    ],
  },
  'wrong-person': {
    outcome: 'userCancel on an order that names its person',
    steps: [
      [2, (actions, order, actor) => actions.open(order, { ...actor, personalNumber: stranger })],
      [10, leave],
    ],
  },
  'old-app': {
    outcome: 'cancelled for a returnUrl, notSupportedByUserApp for a newer feature, else complete',
    steps: [
      [2, (actions, order, actor) => actions.open(order, { ...actor, app: 'old' })],
      [6, sign],
    ],
  },
  'in-another-order': {
    outcome: 'cancelled',
    steps: [
      [2, open],
      [5, (actions, order) => actions.fail(order, 'cancelled')],
    ],
  },
  risky: {
    outcome: 'transactionRiskBlocked where the order limits the risk, else complete with risk high',
    steps: [
      [2, open],
      [6, (actions, order, actor) => actions.approve(order, { ...actor, risk: 'high' })],
    ],
  },
} as const satisfies Readonly<Record<string, Behaviour>>

export type BehaviourName = keyof typeof behaviours

export const isBehaviourName = (value: unknown): value is BehaviourName =>
  typeof value === 'string' && Object.hasOwn(behaviours, value)

/** Lays a behaviour's steps on the clock, from `from` on; they replace what was planned before. */
export const planBehaviour = (
  order: Order,
  name: BehaviourName,
  actor: Actor,
  from: number,
  actionsAt: (at: number) => UserActions,
): void => {
  const { steps }: Behaviour = behaviours[name]
  order.plan = steps.map(([afterSeconds, act]) => {
    const at = from + afterSeconds * 1000
    return { at, run: () => act(actionsAt(at), order, actor) }
  })
}
