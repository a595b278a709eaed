import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { MinorUnits } from '../../seed/model.ts'
import { wireDate } from '../wire/timestamp.ts'
import type { BunqState } from './bunq-state.ts'
import type { Account, Party, User } from './entities.ts'
import type { Card, CardAction } from './records.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const YEAR_MS = 365 * DAY_MS

/** A card reservation books this long after it was made. */
export const BOOKING_DELAY_MS = 2 * DAY_MS

/** A debit card that pays from an account. */
export const addCard = (state: BunqState, user: User, account: Account): Card => {
  const at = state.now()
  const card: Card = {
    id: state.nextId(),
    created: at,
    updated: at,
    publicUuid: state.uuid(),
    userId: user.id,
    fourDigits: String(state.random.integer(1000, 9999)),
    nameOnCard: user.displayName,
    expiryDate: wireDate(at + 4 * YEAR_MS),
    accountId: account.id,
    secondLine: '',
    limit: 2500_00n,
    limitAtm: 500_00n,
    status: 'ACTIVE',
    orderStatus: 'DELIVERED_TO_CUSTOMER',
    countries: [{ country: 'NL', expiryTime: null }],
    fallbackAccountId: null,
  }
  state.records.cards.push(card)
  return card
}

export interface NewCardAction {
  readonly at: EpochMs
  readonly account: Account
  readonly card: Card
  /** Positive: spent; negative: a refund. */
  readonly amount: MinorUnits
  readonly original: CardAction['original']
  readonly party: Party
  readonly description: string
}

export const addCardAction = (state: BunqState, made: NewCardAction): CardAction => {
  const action: CardAction = {
    id: state.nextId(),
    created: made.at,
    updated: made.at,
    accountId: made.account.id,
    cardId: made.card.id,
    amount: made.amount,
    currency: made.account.currency,
    original: made.original,
    party: made.party,
    description: made.description,
    paymentId: null,
  }
  state.records.cardActions.push(action)
  return action
}
