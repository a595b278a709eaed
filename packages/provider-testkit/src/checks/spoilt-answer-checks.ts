import { NostroError } from '@nostro/core'
import type { BankFault } from '../bank.ts'
import { type Area, type Check, verify } from './check.ts'
import { accountsOf, attended, type CheckContext, type Connected } from './check-context.ts'
import { bookEntries, readEntryPages } from './entries.ts'
import { readPages } from './outcomes.ts'

const source = 'core/errors/error-codes.ts protocol_violation'

type Fault = Omit<BankFault, 'on'>

const reads = {
  accounts: async (_: CheckContext, { provider, access }: Connected): Promise<() => Promise<unknown>> => {
    return () => readPages(accountsOf(provider).accounts(access, attended(provider)))
  },
  balances: async (context: CheckContext, connected: Connected): Promise<() => Promise<unknown>> => {
    const account = await context.account(connected)
    const { provider, access } = connected
    return () => accountsOf(provider).balances(access, account, attended(provider))
  },
}

/** What a reading throws while the bank has a fault; nothing when it succeeds. */
const thrownUnder = async (context: CheckContext, area: keyof typeof reads, fault: Fault): Promise<unknown> => {
  const read = await reads[area](context, await context.connect())
  context.bank.fault?.({ times: 1000, ...fault, on: 'reads' })
  try {
    await read()
    return undefined
  } catch (error) {
    return error
  } finally {
    context.bank.heal?.()
  }
}

const codeOf = (error: unknown): string =>
  NostroError.isInstance(error) ? error.code : error === undefined ? 'an answer' : String(error)

interface Subject {
  readonly area: Area & keyof typeof reads
  /** What is read, in words. */
  readonly what: string
  readonly otherShape: string
  readonly why: { readonly shape: string; readonly malformed: string; readonly failed: string }
}

const subjects: readonly Subject[] = [
  {
    area: 'accounts',
    what: 'list of accounts',
    otherShape: 'never an empty list',
    why: {
      shape: 'A customer without accounts looks like one who left.',
      malformed: 'A customer without accounts looks like one who left.',
      failed: 'An empty list would delete the customer’s accounts.',
    },
  },
  {
    area: 'balances',
    what: 'balance',
    otherShape: 'never none or zero',
    why: {
      shape: 'Zero is an amount.',
      malformed: 'Half of a number is another number.',
      failed: 'No balance is not no money.',
    },
  },
]

interface Row {
  readonly id: string
  readonly area: Area & keyof typeof reads
  readonly title: string
  readonly why: string
  readonly fault: Fault & { readonly kind: 'other-json' | 'malformed-json' | 'status' | 'truncated' }
  readonly codes: readonly string[]
}

const rowsOf = ({ area, what, otherShape, why }: Subject): readonly Row[] => [
  {
    id: `${area}.other-shape`,
    area,
    title: `A ${what} of another shape is protocol_violation, ${otherShape}.`,
    why: why.shape,
    fault: { kind: 'other-json' },
    codes: ['protocol_violation', 'verification_failed'],
  },
  {
    id: `${area}.malformed`,
    area,
    title: `A ${what} that cannot be read is an error.`,
    why: why.malformed,
    fault: { kind: 'malformed-json' },
    codes: ['protocol_violation', 'bank_unavailable', 'verification_failed'],
  },
  {
    id: `${area}.server-error`,
    area,
    title: `A 500 on a ${what} is an error of the bank.`,
    why: why.failed,
    fault: { kind: 'status', status: 500 },
    codes: ['bank_unavailable', 'protocol_violation'],
  },
]

const rows: readonly Row[] = subjects.flatMap(rowsOf)

const toCheck = ({ fault, codes, ...row }: Row): Check => ({
  ...row,
  source,
  needs: ['accounts', `fault:${fault.kind}`],
  run: async (context) => {
    const code = codeOf(await thrownUnder(context, row.area, fault))
    verify(codes.includes(code), `It ended as ${code}.`)
  },
})

const brokenEntries: readonly Check[] = [
  {
    id: 'accounts.broken-item',
    area: 'accounts',
    title: 'An account that cannot be read is a problem of the page, and the others arrive.',
    why: 'One strange account must not hide all.',
    source: 'core/contracts/accounts.ts Page.problems',
    needs: ['accounts', 'fault:broken-item'],
    run: async (context) => {
      const { provider, access } = await context.connect()
      const list = async () => readPages(accountsOf(provider).accounts(access))
      const whole = (await list()).flatMap(({ items }) => items).length
      context.bank.fault?.({ kind: 'broken-item', on: 'reads', times: 1 })
      const pages = await list()
      const listed = pages.flatMap(({ items }) => items).length
      verify(listed === whole - 1, `Of ${whole} accounts with one that is broken ${listed} arrive.`)
      verify(
        pages.some(({ problems }) => problems.length > 0),
        'A broken account is lost in silence.',
      )
    },
  },
  {
    id: 'transactions.broken-item',
    area: 'transactions',
    title: 'An entry that cannot be read is a problem of the page, and the others arrive.',
    why: 'A book that misses an entry must know it.',
    source: 'core/contracts/accounts.ts Page.problems',
    needs: ['book', 'fault:broken-item'],
    run: async (context) => {
      const entry = { amount: '1.10', status: 'booked', text: 'kit', counterparty: 'Kit Payer' } as const
      const booked = await bookEntries(context, [entry, entry, entry])
      const whole = (await readEntryPages(booked)).flatMap(({ items }) => items).length
      context.bank.fault?.({ kind: 'broken-item', on: 'reads', times: 1 })
      const pages = await readEntryPages(booked)
      const listed = pages.flatMap(({ items }) => items).length
      verify(listed === whole - 1, `Of ${whole} entries with one that is broken ${listed} arrive.`)
      verify(
        pages.some(({ problems }) => problems.length > 0),
        'A broken entry is lost in silence.',
      )
    },
  },
]

export const spoiltAnswerChecks: readonly Check[] = [...rows.map(toCheck), ...brokenEntries]
