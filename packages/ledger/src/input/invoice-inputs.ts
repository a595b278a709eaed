import {
  anyText,
  type Check,
  day,
  flag,
  listOf,
  oneOf,
  optional,
  recordOf,
  shape,
  text,
  wholeNumber,
} from './check-value.ts'
import type { CallInputs } from './gate-calls.ts'
import { by, clock, id, sqlStore } from './ledger-inputs.ts'

/** Of `createInvoices`. */
export const invoicesOptions = shape({
  store: sqlStore,
  clock,
  fees: optional(shape({ share: text, most: text })),
})

const paging = { limit: optional(wholeNumber(1, 1000)), cursor: optional(anyText) }

/** Each invoice is looked at by the import itself, which names every wrong member of all of them. */
const anything: Check = () => undefined

/** What the calls of invoices take. */
export const invoiceInputs: CallInputs = {
  promising: {
    import: [['invoices', listOf(anything)], by],
    list: [
      [
        'filter',
        optional(
          shape({
            ...paging,
            state: optional(oneOf('open', 'paid', 'done')),
            direction: optional(oneOf('receivable', 'payable')),
            customer: optional(anyText),
            number: optional(anyText),
          }),
        ),
      ],
    ],
    get: [id],
    setDone: [id, ['isDone', flag], by],
    remove: [id, by],
    reconcile: [
      ['options', optional(shape({ account: optional(text), from: optional(day), rates: optional(recordOf(text)) }))],
    ],
    matches: [
      [
        'filter',
        optional(
          shape({
            ...paging,
            invoice: optional(text),
            entry: optional(text),
            status: optional(oneOf('standing', 'rule', 'person', 'undone')),
          }),
        ),
      ],
    ],
    matchOf: [id],
    suggestions: [['filter', optional(shape({ ...paging, invoice: optional(text), entry: optional(text) }))]],
    match: [
      [
        'wish',
        shape({ entry: text, invoice: text, amount: optional(text), closeAs: optional(oneOf('fee', 'discount')) }),
      ],
      by,
    ],
    confirm: [id, by],
    reject: [id, by],
    undo: [id, by],
    setEntryDone: [['entry', text], ['isDone', flag], by],
  },
}
