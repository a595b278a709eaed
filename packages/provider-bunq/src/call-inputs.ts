import { amountSchema, type CallInputs, callArguments, dateSchema } from '@nostro/provider-kit'
import { z } from 'zod'

const { access, accountId } = callArguments
const id = z.string().min(1)
const object = z.looseObject({})
const refOf = z.looseObject({ provider: z.string(), kind: z.string(), id })
const filters = z.array(z.looseObject({ category: z.string(), url: z.string() }))
const cardChange = z.looseObject({
  limit: z.looseObject({ amount: z.string(), currency: z.string() }).optional(),
  limitAtm: z.looseObject({ amount: z.string(), currency: z.string() }).optional(),
  status: z.string().optional(),
})
const notedPayment = z.looseObject({ accountId: id, paymentId: id })

/** What the calls that bunq has beyond the common ones take. The common ones check their own. */
export const callInputs: CallInputs = {
  signers: [['session', z.looseObject({ provider: z.string(), secrets: z.unknown() }).optional()]],
  'payments.cancel': [access, ['ref', refOf]],
  'payments.draft': [access, ['ref', refOf]],
  'payments.decideDraft': [access, ['ref', refOf], ['decision', z.looseObject({ status: z.string() })]],
  'payments.updateDraft': [access, ['ref', refOf], ['change', z.looseObject({ payments: z.array(object) })]],
  'funds.confirm': [access, ['request', z.looseObject({ account: object, amount: amountSchema })]],
  'events.subscribe': [access, ['subscriptions', filters]],
  'events.subscribeAccount': [access, accountId, ['subscriptions', filters]],
  'events.receive': [
    ['access', z.union([z.undefined(), z.looseObject({ get: z.custom((value) => typeof value === 'function') })])],
    ['event', z.looseObject({ headers: z.record(z.string(), z.string()), body: z.instanceof(Uint8Array) })],
  ],
  'events.reread': [access, ['event', z.looseObject({ objectType: z.string() })]],
  'requests.accept': [access, ['request', z.looseObject({ accountId: id, id, amount: amountSchema.optional() })]],
  'requests.createTab': [access, accountId, ['tab', z.looseObject({ amount: amountSchema, description: z.string() })]],
  'psd2.createDraft': [
    access,
    [
      'request',
      z.looseObject({
        senderIban: z.string(),
        receiverIban: z.string(),
        receiverName: z.string(),
        amount: amountSchema,
      }),
    ],
  ],
  'cards.change': [access, ['id', id], ['change', cardChange]],
  'statements.ready': [access, accountId, ['id', id]],
  'statements.order': [access, accountId, ['request', z.looseObject({ dateFrom: dateSchema, dateTo: dateSchema })]],
  'attachments.upload': [
    access,
    accountId,
    ['upload', z.looseObject({ bytes: z.instanceof(Uint8Array), contentType: z.string() })],
  ],
  'attachments.notes': [access, ['payment', notedPayment]],
  'attachments.addNote': [access, ['payment', notedPayment], ['note', object]],
  'attachments.deleteNote': [access, ['payment', notedPayment], ['noteId', id]],
  'eventLog.events': [access, ['filter', z.looseObject({ accountId: id.optional() }).optional()]],
  'eventLog.insights': [access, ['period', z.looseObject({ from: z.int(), to: z.int() })]],
  'quotes.create': [
    access,
    accountId,
    ['request', z.looseObject({ amount: amountSchema, source: z.string(), target: z.string(), counterparty: object })],
  ],
  'keyAddresses.setActive': [access, ['address', z.looseObject({ credentialId: id, id })], ['isActive', z.boolean()]],
  'sandbox.askSugarDaddy': [
    access,
    ['wanted', z.looseObject({ accountId: id, amount: amountSchema, idempotencyKey: id })],
  ],
}
