import type { PaymentKind } from '@nostro/core'
import type { Bank } from '@nostro/provider-kit'

/** bunq in the errors of provider-kit. */
export const bunq: Bank = { provider: 'bunq', name: 'bunq' }

/** The kinds of payment that bunq takes. */
export const paymentKinds: readonly PaymentKind[] = ['single', 'scheduled', 'periodic', 'bulk', 'draft', 'request']
