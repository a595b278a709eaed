import type { EvidenceClass, MatchEvidence } from './invoice-types.ts'

const sentences: Readonly<Record<MatchEvidence['kind'], (entry: string, invoice: string) => string>> = {
  reference: (entry, invoice) => `The entry has the reference ${entry}; the invoice’s is ${invoice}.`,
  'end-to-end-id': (entry) => `The end-to-end id ${entry} was given out for this invoice.`,
  number: (entry, invoice) => `The text says “${entry}”, the invoice’s number is ${invoice}.`,
  iban: (entry, invoice) => `The IBAN ${entry} is known for ${invoice}.`,
  name: (entry, invoice) => `The name “${entry}” has words of “${invoice}”.`,
  amount: (entry, invoice) => `The amount is ${entry}, open are ${invoice}.`,
  'amount-part': (entry, invoice) => `The amount of ${entry} is a part of the ${invoice} that are open.`,
  'amount-more': (entry, invoice) => `The amount of ${entry} is more than the ${invoice} that are open.`,
  'amount-less-discount': (entry, invoice) => `The amount of ${entry} is the open ${invoice} less the discount.`,
  'amount-less-fee': (entry, invoice) =>
    `The amount of ${entry} is the open ${invoice} less what banks on the way may take.`,
  'amount-sum': (entry, invoice) => `The amount of ${entry} is the sum of ${invoice}.`,
  'amount-original': (entry, invoice) => `The original amount is ${entry}, open are ${invoice}.`,
  'amount-converted': (entry, invoice) => `The amount of ${entry} is about ${invoice}.`,
  day: (entry, invoice) => `The day is ${entry}, the invoice’s days are ${invoice} (and 45 days after).`,
  'only-open-of-customer': (_, invoice) => `${invoice} is the only open invoice of this customer.`,
  'only-open-of-amount': (entry, invoice) => `${invoice} is the only open invoice over ${entry}.`,
  'foreign-iban': (entry, invoice) => `The IBAN ${entry} is known for somebody else than ${invoice}.`,
  'several-named': (_, invoice) => `The entry names several invoices: ${invoice}.`,
  'discount-late': (entry, invoice) =>
    `The amount of ${entry} is the open ${invoice} less a discount whose days are over.`,
  'rest-of-overpayment': (entry, invoice) => `${entry} are left of what paid ${invoice}.`,
  return: (entry, invoice) => `The entry ${entry} gives back ${invoice}.`,
}

/**
 * One piece of evidence as a sentence for people.
 *
 * @example
 * describeEvidence({ kind: 'number', entry: '2026 17', invoice: '2026-17', supports: true })
 * // The text says “2026 17”, the invoice’s number is 2026-17.
 */
export const describeEvidence = ({ kind, entry, invoice, supports }: MatchEvidence): string =>
  `${supports ? '' : 'Against it: '}${sentences[kind](entry, invoice)}`

const classNames: Readonly<Record<EvidenceClass, string>> = {
  A: 'reference',
  B: 'end-to-end id',
  C: 'invoice number',
  D: 'several numbers, exact sum',
  E: 'only open invoice of this IBAN',
  F: 'for a person to decide',
  G: 'the amount alone',
  person: 'matched by hand',
}

/**
 * What a class of evidence rests on, in a few words.
 *
 * @example
 * describeClass('A')
 */
export const describeClass = (letter: EvidenceClass): string => classNames[letter]
