import type { OrderOperation } from '../api/order-fields.ts'

/** BankID wants a look every two seconds (RP guideline, `collect`). */
export const pollAfterMs = 2_000

/** From the pick-up to the signature (reference section 18). */
export const finishMs = 180_000
/** Until the order must be picked up: by QR code or link; and when the person was called and opens the app by hand. */
const pickUpMs = 30_000
const pickUpOnCallMs = 180_000
/** For clocks and networks, beyond BankID's own times. */
const graceMs = 30_000
/** How long BankID keeps a result that nobody has asked for. */
const keptMs = 180_000

const isCall = (operation: OrderOperation): boolean => ['phoneAuth', 'phoneSign', 'otherPayment'].includes(operation)

/** How long an order waits for somebody to pick it up, in milliseconds from its start. */
export const pickUpWithinMs = (operation: OrderOperation): number => (isCall(operation) ? pickUpOnCallMs : pickUpMs)

/** An order is over by itself after this long, whatever happened to it. */
export const orderLifeMs = (operation: OrderOperation): number => pickUpWithinMs(operation) + finishMs + graceMs

/** After this long BankID knows nothing of an order any more. */
export const collectableMs = (operation: OrderOperation): number => orderLifeMs(operation) + keptMs
