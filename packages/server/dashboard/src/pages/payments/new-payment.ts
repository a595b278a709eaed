import type { Schemas } from '../../api/client.ts'
import { readAmount } from '../../format/read-amount.ts'

/** What a person types. */
export interface PaymentDraft {
  readonly connectionId: string
  readonly accountId: string
  readonly kind: string
  readonly name: string
  readonly iban: string
  readonly amount: string
  readonly remittance: string
  readonly date: string
}

export type DraftField = 'connectionId' | 'name' | 'iban' | 'amount' | 'date'

/** ISO 13616: the remainder by 97 must be 1. */
export const isIban = (text: string): boolean => {
  const iban = text.replace(/\s/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(iban)) return false
  let rest = 0
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** Which fields a person has to look at again. */
export const checkDraft = (draft: PaymentDraft, today: string): readonly DraftField[] => {
  const wrong: DraftField[] = []
  if (draft.connectionId === '') wrong.push('connectionId')
  if (draft.name.trim() === '') wrong.push('name')
  if (!isIban(draft.iban)) wrong.push('iban')
  if (readAmount(draft.amount) === undefined) wrong.push('amount')
  if (draft.kind === 'scheduled' && !(draft.date > today)) wrong.push('date')
  return wrong
}

/** The request of a checked draft. */
export const toNewPayment = (
  draft: PaymentDraft,
  account: { readonly iban?: string | undefined; readonly currency?: string | undefined } | undefined,
): Schemas['NewPayment'] => {
  const currency = account?.currency ?? 'EUR'
  const transfer = {
    amount: { amount: readAmount(draft.amount) ?? '', currency },
    creditor: { name: draft.name.trim(), iban: draft.iban.replace(/\s/g, '').toUpperCase() },
    ...(account?.iban === undefined ? {} : { debtor: { iban: account.iban, currency } }),
    ...(draft.remittance.trim() === '' ? {} : { remittanceInformation: draft.remittance.trim() }),
  }
  const { connectionId } = draft
  if (draft.kind === 'scheduled')
    return { connectionId, payment: { kind: 'scheduled', ...transfer, requestedExecutionDate: draft.date } }
  return { connectionId, payment: { kind: draft.kind === 'instant' ? 'instant' : 'single', ...transfer } }
}
