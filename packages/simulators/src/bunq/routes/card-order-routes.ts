import { must, readInteger, readObjects, readPointer, readText } from '../http/body.ts'
import { isEncrypted } from '../http/encrypted-body.ts'
import { list, object, pointerField, required, text } from '../http/fields.ts'
import { invalidField, notFound } from '../http/refusal.ts'
import type { Reply, Route, SessionCall } from '../http/route.ts'
import { addCard } from '../state/cards.ts'
import type { Account } from '../state/entities.ts'
import { normaliseIban } from '../state/iban.ts'
import { cardWire } from '../wire/card-wire.ts'

const MOST_SECOND_LINE = 17

/** The account of the pointer, else the user's first. */
const accountOf = ({ state, user, body }: SessionCall): Account => {
  const pointer = readPointer(body, 'alias')
  const id = pointer?.type === 'IBAN' ? state.accountsByIban.get(normaliseIban(pointer.value))?.id : user.accountIds[0]
  const account = id !== undefined && user.accountIds.includes(id) ? state.accounts.get(id) : undefined
  if (account === undefined) throw notFound('Monetary account', pointer?.value ?? '')
  return account
}

/** Orders a card. Its PIN may be sent in an encrypted body alone; it is not kept. */
const order = (call: SessionCall): Reply => {
  const { state, user, body } = call
  const secondLine = must(readText(body, 'second_line'))
  const name = must(readText(body, 'name_on_card'))
  if (secondLine.length > MOST_SECOND_LINE) throw invalidField('second_line', `at most ${MOST_SECOND_LINE} characters`)
  if (![user.displayName, user.legalName].includes(name)) {
    throw invalidField('name_on_card', 'not one of the names of GET card-name', name)
  }
  if (readObjects(body, 'pin_code_assignment').length > 0 && !isEncrypted(call.request)) {
    throw invalidField('pin_code_assignment', 'a PIN is taken from an encrypted body alone')
  }
  const fallback = readInteger(body, 'monetary_account_id_fallback')
  if (fallback !== undefined && !user.accountIds.includes(fallback)) throw notFound('Monetary account', fallback)
  const card = addCard(state, user, accountOf(call))
  card.secondLine = secondLine
  card.orderStatus = readText(body, 'order_status') ?? 'NEW_CARD_REQUEST_RECEIVED'
  card.status = card.orderStatus === 'VIRTUAL_DELIVERY' ? 'ACTIVE' : 'DEACTIVATED'
  card.fallbackAccountId = fallback ?? null
  return { objects: [cardWire(state, card)] }
}

export const cardOrderRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: 'user/{user}/card-debit',
    token: 'session',
    fields: {
      second_line: required(text()),
      name_on_card: required(text()),
      preferred_name_on_card: text(),
      type: required(text(['MAESTRO', 'MASTERCARD'])),
      product_type: required(text()),
      alias: pointerField,
      pin_code_assignment: list(
        object({
          type: text(['PRIMARY', 'SECONDARY', 'TERTIARY']),
          routing_type: text(),
          pin_code: text(),
          monetary_account_id: { type: 'integer' },
        }),
      ),
      monetary_account_id_fallback: { type: 'integer' },
      order_status: text(['CARD_REQUEST_PENDING', 'VIRTUAL_DELIVERY', 'NEW_CARD_REQUEST_RECEIVED']),
    },
    handle: order,
  },
]
