import { isIban, isLocalDate, normaliseIban } from '@nostro/core'
import type { Invoice } from './invoice-types.ts'
import { type InvoiceReference, isReference, referenceKinds } from './references.ts'
import { toUnits } from './units.ts'

const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= most

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isAmount = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,13}(\.\d{1,5})?$/.test(value) && (toUnits(value) ?? 0n) > 0n

const members = new Set(
  'number direction total issuedOn dueOn references endToEndIds customer discount kind'.split(' '),
)
const customerMembers = new Set('id name aliases ibans'.split(' '))

/** What is wrong with a value that should be an invoice: each with the member's name. Empty: it is one. */
export const invoiceProblems = (value: unknown): readonly string[] => {
  if (!isRecord(value)) return ['is not an object']
  const problems = Object.keys(value)
    .filter((name) => !members.has(name))
    .map((name) => `${name.slice(0, 30)} is not a member of an invoice`)
  const need = (holds: boolean, text: string): void => {
    if (!holds) problems.push(text)
  }
  const { number, direction, issuedOn, dueOn, kind } = value
  need(isText(number, 60), 'number must be a text of 1 to 60 signs')
  need(direction === 'receivable' || direction === 'payable', 'direction must be receivable or payable')
  need(kind === undefined || kind === 'invoice' || kind === 'credit-note', 'kind must be invoice or credit-note')
  need(typeof issuedOn === 'string' && isLocalDate(issuedOn), 'issuedOn must be a day, YYYY-MM-DD')
  need(dueOn === undefined || (typeof dueOn === 'string' && isLocalDate(dueOn)), 'dueOn must be a day, YYYY-MM-DD')
  return [
    ...problems,
    ...totalProblems(value['total']),
    ...customerProblems(value['customer']),
    ...referenceProblems(value['references']),
    ...textProblems('endToEndIds', value['endToEndIds'], 35),
    ...discountProblems(value['discount'], value['total']),
  ]
}

const totalProblems = (total: unknown): readonly string[] => {
  if (!isRecord(total)) return ['total must be { amount, currency }']
  const problems: string[] = []
  if (!isAmount(total['amount']))
    problems.push('total.amount must be a positive decimal text such as 1234.50, also of a credit note')
  if (typeof total['currency'] !== 'string' || !/^[A-Z]{3}$/.test(total['currency']))
    problems.push('total.currency must be three capital letters')
  return problems
}

const textProblems = (name: string, list: unknown, most: number): readonly string[] =>
  list === undefined || (Array.isArray(list) && list.length <= 100 && list.every((text) => isText(text, most)))
    ? []
    : [`${name} must be a list of texts of at most ${most} signs`]

const customerProblems = (customer: unknown): readonly string[] => {
  if (!isRecord(customer)) return ['customer must be { id, name, … }']
  const { id, name, aliases, ibans } = customer
  const problems = Object.keys(customer)
    .filter((member) => !customerMembers.has(member))
    .map((member) => `customer.${member.slice(0, 30)} is not a member of a customer`)
  if (!isText(id, 100)) problems.push('customer.id must be a text of 1 to 100 signs')
  if (name !== undefined && !isText(name, 200)) problems.push('customer.name must be a text of at most 200 signs')
  problems.push(...textProblems('customer.aliases', aliases, 200), ...textProblems('customer.ibans', ibans, 42))
  for (const [index, iban] of (Array.isArray(ibans) ? ibans : []).entries()) {
    if (typeof iban === 'string' && !isIban(normaliseIban(iban)))
      problems.push(`customer.ibans[${index}] is no IBAN: its check digits or its shape are wrong`)
  }
  return problems
}

const isReferenceLike = (value: unknown): value is InvoiceReference =>
  isRecord(value) && isText(value['value'], 60) && referenceKinds.some((kind) => kind === value['kind'])

const referenceProblems = (list: unknown): readonly string[] => {
  if (list === undefined) return []
  if (!Array.isArray(list) || list.length > 20) return ['references must be a list of at most 20 { kind, value }']
  return list.flatMap((reference: unknown, index) => {
    if (!isReferenceLike(reference))
      return [`references[${index}] must be { kind, value }, kind one of ${referenceKinds.join(', ')}`]
    return isReference(reference)
      ? []
      : [`references[${index}] has not the shape or check digits of ${reference.kind}: a typing error?`]
  })
}

const discountProblems = (discount: unknown, total: unknown): readonly string[] => {
  if (discount === undefined) return []
  if (!isRecord(discount)) return ['discount must be { amount or percent, until }']
  const { amount, percent, until } = discount
  const problems: string[] = []
  if ((amount === undefined) === (percent === undefined)) problems.push('discount needs amount or percent, one of them')
  if (amount !== undefined && !isAmount(amount)) problems.push('discount.amount must be a positive decimal text')
  const whole = isRecord(total) && isAmount(total['amount']) ? toUnits(total['amount']) : undefined
  if (isAmount(amount) && whole !== undefined && (toUnits(amount) ?? 0n) >= whole)
    problems.push('discount.amount must be less than the total')
  if (percent !== undefined && (!isAmount(percent) || Number.parseInt(percent, 10) >= 100))
    problems.push('discount.percent must be a decimal text above 0 and below 100')
  if (typeof until !== 'string' || !isLocalDate(until)) problems.push('discount.until must be a day, YYYY-MM-DD')
  return problems
}

export const isInvoice = (value: unknown): value is Invoice => invoiceProblems(value).length === 0
