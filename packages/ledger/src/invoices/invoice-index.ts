import { normaliseIban } from '@nostro/core'
import { wordsOf } from '../plan/words.ts'
import { customerKey, declineKey, type EntryToMatch, type KnownInvoice, type MatchInput } from './match-types.ts'
import { lookupKeys } from './references.ts'
import { type FoundText, findNumbers, findReferences, type KnownNumber, numberKey } from './texts-of-entry.ts'

/** Words that stand in names of anybody. */
const genericWords = new Set(
  'payment payments invoice factuur rechnung faktura facture fattura thanks thank dank danke tack merci services service group holding international'.split(
    ' ',
  ),
)

export interface NamedBy {
  readonly invoice: KnownInvoice
  readonly written: string
}

export interface Named {
  readonly byReference: readonly NamedBy[]
  readonly byEndToEndId: readonly NamedBy[]
  readonly byNumber: readonly NamedBy[]
}

/** Questions about the known invoices, answered without walking all of them. */
export interface InvoiceIndex {
  /** Every invoice that an entry names, paid ones too; of its direction alone. */
  named(entry: EntryToMatch): Named
  /** The one customer to whom an IBAN belongs. */
  ownerOfIban(iban: string | null): string | undefined
  /** The one customer whose name an entry's counterparty has, with the words in common. */
  ownerOfName(
    entry: EntryToMatch,
  ): { readonly customer: string; readonly words: string; readonly name: string } | undefined
  ofCustomer(customer: string): readonly KnownInvoice[]
  readonly all: readonly KnownInvoice[]
  isDeclined(entry: EntryToMatch, invoices: readonly number[]): boolean
}

const addTo = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}

const flat = (found: readonly FoundText<readonly KnownInvoice[]>[], sign: number): readonly NamedBy[] =>
  found.flatMap(({ value, written }) =>
    value.filter((known) => known.sign === sign).map((invoice) => ({ invoice, written })),
  )

/** Banks write these where no id was given. */
export const isRealId = (id: string | null): id is string =>
  id !== null && !/^(NOT ?PROVIDED|NONREF|-|0*)$/i.test(id.trim())

export const createInvoiceIndex = ({ invoices, learnedIbans, declined }: MatchInput): InvoiceIndex => {
  const references = new Map<string, KnownInvoice[]>()
  const endToEndIds = new Map<string, KnownInvoice[]>()
  const numbers = new Map<string, KnownNumber<KnownInvoice>[]>()
  const customers = new Map<string, KnownInvoice[]>()
  const owners = new Map<string, Set<string>>()
  const own = (iban: string, customer: string): void => {
    const key = normaliseIban(iban)
    owners.set(key, (owners.get(key) ?? new Set()).add(customer))
  }
  for (const known of invoices) {
    const { invoice } = known
    const customer = customerKey(invoice)
    for (const key of new Set((invoice.references ?? []).flatMap(({ value }) => lookupKeys(value))))
      addTo(references, key, known)
    for (const id of invoice.endToEndIds ?? []) addTo(endToEndIds, id, known)
    addTo(numbers, numberKey(invoice.number), { value: known, number: invoice.number })
    addTo(customers, customer, known)
    for (const iban of invoice.customer.ibans ?? []) own(iban, customer)
  }
  for (const { iban, customer } of learnedIbans) own(iban, customer)
  const memory = new Map<EntryToMatch, Named>()
  const names = createNameIndex(customers)
  return {
    all: invoices,
    ofCustomer: (customer) => customers.get(customer) ?? [],
    named: (entry) => {
      // A changed remainder makes another entry with the same texts: naming is asked a few times at most.
      const known = memory.get(entry)
      if (known !== undefined) return known
      const sign = entry.amount < 0n ? -1 : 1
      const ids = isRealId(entry.endToEndId) ? (endToEndIds.get(entry.endToEndId) ?? []) : []
      const made: Named = {
        byReference: flat(findReferences(entry, references), sign),
        byEndToEndId: flat([{ value: ids, written: entry.endToEndId ?? '' }], sign),
        byNumber: findNumbers(entry, numbers).flatMap(({ value, written }) =>
          value.sign === sign ? [{ invoice: value, written }] : [],
        ),
      }
      memory.set(entry, made)
      return made
    },
    ownerOfIban: (iban) => {
      const found = iban === null ? undefined : owners.get(normaliseIban(iban))
      return found?.size === 1 ? [...found][0] : undefined
    },
    ownerOfName: names,
    isDeclined: (entry, ids) =>
      declined.has(declineKey(entry, ids)) || ids.some((id) => declined.has(declineKey(entry, [id]))),
  }
}

const createNameIndex = (customers: ReadonlyMap<string, readonly KnownInvoice[]>): InvoiceIndex['ownerOfName'] => {
  const byWord = new Map<string, Set<string>>()
  const namesOf = new Map<string, readonly string[]>()
  const wordsIn = (text: string): readonly string[] =>
    [...wordsOf(text)].filter((word) => word.length >= 3 && !genericWords.has(word))
  for (const [customer, known] of customers) {
    const names = new Set(
      known.flatMap(
        ({
          invoice: {
            customer: { name, aliases = [] },
          },
        }) => [name ?? '', ...aliases],
      ),
    )
    namesOf.set(customer, [...names].filter((name) => name !== '').toSorted())
    for (const word of [...names].flatMap(wordsIn)) byWord.set(word, (byWord.get(word) ?? new Set()).add(customer))
  }
  return (entry) => {
    const words = entry.name === null ? [] : wordsIn(entry.name)
    const candidates = new Set(words.flatMap((word) => [...(byWord.get(word) ?? [])]))
    const scored = [...candidates].flatMap((customer) =>
      (namesOf.get(customer) ?? []).map((name) => {
        const theirs = wordsIn(name)
        const shared = theirs.filter((word) => words.includes(word))
        return { customer, name, words: shared.join(' '), share: shared.length / Math.min(theirs.length, words.length) }
      }),
    )
    const best = Math.max(0, ...scored.map(({ share }) => share))
    const top = scored.filter(({ share }) => share === best && share > 0.5)
    // One word of two is a first name in common, or half of a firm's. Two customers with equally good names: the name says nothing.
    return new Set(top.map(({ customer }) => customer)).size === 1 ? top[0] : undefined
  }
}
