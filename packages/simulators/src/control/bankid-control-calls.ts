import type { BehaviourName } from '../bankid/orders/behaviours.ts'
import type { OrderView } from '../bankid/orders/order-view.ts'
import type { UserProfile } from '../bankid/orders/people.ts'
import type { BankIdSettings } from '../bankid/settings.ts'
import { type ControlCall, itemsOf, typed } from './control-call.ts'

/** Who acts, and what is peculiar about that person. */
export interface OrderAction {
  /** Twelve digits. Absent: the person that the order is bound to, else the first seeded one. */
  readonly personalNumber?: string | undefined
  /** For `open` and `fail`. */
  readonly hintCode?: string | undefined
  /** Address of the person's device. */
  readonly ipAddress?: string | undefined
  readonly app?: 'current' | 'old' | undefined
  readonly risk?: 'low' | 'moderate' | 'high' | undefined
}

/** What a person can do with a BankID order. */
export type OrderVerb = 'open' | 'approve' | 'cancel' | 'fail' | 'confirm' | 'decline' | 'document' | 'wrongcode'

/** The persons' side of the simulated BankID. */
export interface BankIdControl {
  /** Oldest first. */
  orders(): Promise<readonly OrderView[]>
  act(orderRef: string, verb: OrderVerb, action?: OrderAction): Promise<OrderView>
  /** From now on the person of this order does what the behaviour says. */
  behave(orderRef: string, behaviour: BehaviourName, action?: OrderAction): Promise<OrderView>
  /** The app starts an order from a QR code's text; an old code is refused. */
  scan(qrData: string, action?: OrderAction): Promise<OrderView>
  /** The app starts an order from a link. */
  launch(autoStartToken: string, action?: OrderAction): Promise<OrderView>
  /** What the persons of the coming orders do; once when `times` is absent. */
  planBehaviour(
    behaviour: BehaviourName,
    options?: OrderAction & { readonly times?: number | undefined },
  ): Promise<void>
  clearBehaviours(): Promise<void>
  /** Who has an old app or a raised risk. */
  setUser(personalNumber: string, profile: Partial<UserProfile>): Promise<UserProfile>
  /** Spoils the evidence of the coming orders in one named way; `GET /bankid/spoil` lists the ways. */
  spoil(attack: string, options?: { readonly times?: number | undefined }): Promise<void>
  clearSpoiling(): Promise<void>
  settings(): Promise<BankIdSettings>
  setSettings(settings: Partial<BankIdSettings>): Promise<BankIdSettings>
  /** Address of the simulated app's page. */
  appUrl(): Promise<string>
}

const orderPath = (orderRef: string, verb: string): string => `/bankid/orders/${encodeURIComponent(orderRef)}/${verb}`

export const createBankIdControl = (call: ControlCall): BankIdControl => ({
  orders: () => itemsOf(call('GET', '/bankid/orders')),
  act: (orderRef, verb, action = {}) => typed(call('POST', orderPath(orderRef, verb), { ...action })),
  behave: (orderRef, behaviour, action = {}) =>
    typed(call('POST', orderPath(orderRef, 'behave'), { behaviour, ...action })),
  scan: (qrData, action = {}) => typed(call('POST', '/bankid/scan', { qrData, ...action })),
  launch: (autoStartToken, action = {}) => typed(call('POST', '/bankid/launch', { autoStartToken, ...action })),
  planBehaviour: async (behaviour, options = {}) => {
    await call('POST', '/bankid/behaviours', { behaviour, ...options })
  },
  clearBehaviours: async () => {
    await call('DELETE', '/bankid/behaviours')
  },
  setUser: (personalNumber, profile) => typed(call('POST', '/bankid/users', { personalNumber, ...profile })),
  spoil: async (attack, options = {}) => {
    await call('POST', '/bankid/spoil', { attack, ...options })
  },
  clearSpoiling: async () => {
    await call('DELETE', '/bankid/spoil')
  },
  settings: () => typed(call('GET', '/bankid/settings')),
  setSettings: (settings) => typed(call('POST', '/bankid/settings', { ...settings })),
  appUrl: async () => (await typed<{ url: string }>(call('GET', '/bankid/app'))).url,
})
