import { type EpochMs, maskIban, toInstant } from '@nostro/core'
import type { Decision, Explanation, LedgerTransaction } from '@nostro/ledger'
import type { Terminal } from '../terminal.ts'
import { oneLine } from './harmless.ts'

/** Why an entry of the ledger is what it is: what it is known by, what was decided about it and why, and what it was before. */
export const renderTransactionStory = (story: Explanation, terminal: Terminal): string => {
  const { transaction, decisions, versions, payment, missingSince } = story
  const title = (text: string): string => terminal.style('bold', text.padEnd(13))
  const fact = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${title(name)} ${oneLine(value)}`]
  return [
    ...fact('Entry', `${transaction.id}, ${stateWords(transaction)}`),
    ...fact('Amount', `${transaction.amount.amount} ${transaction.amount.currency}`),
    ...fact('Day', transaction.day),
    ...fact('Counterparty', counterpartyOf(transaction)),
    ...fact('Text', transaction.text),
    ...fact('Bank’s id', transaction.bankId),
    ...fact('Known by', identityWords(story)),
    ...fact('First seen', `by walk ${story.firstWalk}`),
    ...fact('Payment', payment === undefined ? undefined : `made through Nostro, ${payment}`),
    ...fact('Missing', missingSince === undefined ? undefined : `not listed since ${moment(missingSince)}`),
    ...fact('Annotations', annotationWords(transaction)),
    ...(decisions.length === 0 ? fact('Decisions', 'none: it was added and never changed') : [title('Decisions')]),
    ...decisions.flatMap((decision) => decisionLines(decision).map(oneLine)),
    ...(versions.length === 0 ? [] : [title('Before')]),
    ...versions.map(({ at, before }) => oneLine(`  until ${moment(at)}: ${summary(before)}`)),
  ].join('\n')
}

const moment = (at: EpochMs): string => toInstant(at).slice(0, 16).replace('T', ' ')

const stateWords = ({ state, isUnlisted }: LedgerTransaction): string =>
  isUnlisted ? `${state}, not listed any more` : state

const counterpartyOf = ({ counterparty }: LedgerTransaction): string | undefined => {
  const { name, iban, bban } = counterparty ?? {}
  const parts = [name, iban === undefined ? bban : maskIban(iban)].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(', ')
}

const identityWords = ({ identity, transaction }: Explanation): string => {
  switch (identity.kind) {
    case 'id':
      return `the bank’s id ${identity.key}, which stays the same`
    case 'bucket':
      return `day, amount and currency (${identity.key.replaceAll('|', ', ')}), number ${identity.occurrence ?? 1} among equals`
    case 'pending':
      return 'its own number, until it books'
    case 'merged':
      return `nothing of its own any more: it became part of another entry of ${transaction.account}`
  }
}

const annotationWords = ({ annotations }: LedgerTransaction): string | undefined => {
  const parts = Object.entries(annotations).map(([name, value]) =>
    value === true ? name : `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return parts.length === 0 ? undefined : parts.join(', ')
}

const meanings: Readonly<Record<string, string>> = {
  claimed: 'a booked entry was found to be this pending one',
  suggested: 'may be the same payment as',
  modified: 'the bank changed it',
  moved: 'the bank moved it to another day',
  restored: 'listed again after it had been given up',
  removed: 'two complete walks did not find it any more',
  expired: 'pending for too long, and listed no more',
  adopted: 'the bank gave it another id',
  missing: 'a complete walk did not find it; it counts until a second one misses it too',
  disowned: 'its id turned out to mean nothing',
  seam: 'listed at the end of one page and the start of the next: taken once',
  undone: 'a person took the claim back',
  applied: 'a person said that two entries are one payment',
}

const decisionLines = ({
  at,
  walk,
  kind,
  points,
  evidence = [],
  changed = [],
  with: other,
}: Decision): readonly string[] => [
  `  ${moment(at)}, walk ${walk}: ${kind} (${meanings[kind] ?? 'no further words'}${other === undefined ? '' : `; ${other}`})`,
  ...(changed.length === 0 ? [] : [`    changed: ${changed.map(spaced).join(', ')}`]),
  ...evidence.map(({ name, points: each }) => `    ${String(each).padStart(4)}  ${name}`),
  ...(points === undefined || evidence.length === 0 ? [] : [`    ${String(points).padStart(4)}  points in all`]),
]

/** `counterpartyName` as people write it. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const summary = ({ state, day, amount, text, counterparty }: LedgerTransaction): string =>
  [state, day, `${amount.amount} ${amount.currency}`, counterparty?.name, text].filter(Boolean).join(', ')
