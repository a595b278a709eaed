import { type CreditTransfer, type PaymentRef, type PaymentStatus, sumByCurrency } from '@nostro/core'
import type { BunqDraft } from '@nostro/provider-bunq'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type Person, personAtTerminal } from '../person/person.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Column } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { atBunq, type BunqCommandOptions, type BunqWork, idArgument } from './at-bunq.ts'
import { confirmMove } from './bunq-confirm.ts'
import { initiateOnce, refOf } from './bunq-initiate.ts'
import { showMoney, usage } from './bunq-input.ts'
import { changeOnce } from './bunq-read-back.ts'
import { readEntries } from './draft-entries.ts'
import { type ListStyle, showBunqList } from './show-bunq-list.ts'

export interface DraftCreateOptions extends BunqCommandOptions {
  readonly entry?: readonly string[]
  readonly file?: string
}

/** Lays payments ready for the owner to accept. It moves no money. */
export const createDraft = async (options: DraftCreateOptions, terminal: Terminal): Promise<ExitCode> => {
  const payments = readEntries(options, terminal.cwd)
  return atBunq(options, terminal, async (opened) => {
    const debtor = { accountId: (await opened.account()).id }
    const ref = refOf(await initiateOnce(opened, { kind: 'draft', debtor, payments }, terminal))
    if (options.json === true) terminal.out(jsonText({ environment: opened.environment, ref }))
    else {
      terminal.out(plain`Draft ${ref.id}: ${payments.length} payment(s), ${totalOf(payments)}.`)
      terminal.err(plain`Next: accept it in the bunq app, or with “nostro bunq draft accept ${ref.id}”.`)
    }
    return exitCode.ok
  })
}

const totalOf = (payments: readonly CreditTransfer[]): string =>
  Object.entries(sumByCurrency(payments.map(({ amount: each }) => each)))
    .map(([currency, total]) => `${total} ${currency}`)
    .join(', ')

export const listDrafts = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  atBunq(options, terminal, async (opened) => {
    const drafts = await opened.bunq.payments.drafts(opened.access, (await opened.account()).id, opened.ctx)
    return showBunqList(drafts, style, { opened, options }, terminal)
  })

/** Pays all entries, after showing them. */
export const acceptDraft = async (
  options: BunqCommandOptions & { readonly yes?: boolean },
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (opened) => {
    const account = await opened.account()
    const ref = refTo(account.id, id)
    const seen = await opened.bunq.payments.draft(opened.access, ref, opened.ctx)
    if (seen.status !== 'PENDING') {
      throw usage(`Draft ${id} waits for no answer (${seen.status ?? 'no status'}).`, 'Nothing was sent.')
    }
    const lines = seen.entries.map(({ amount, counterparty, description }) =>
      plain`  ${showMoney(amount)}  to ${counterparty?.name ?? 'unknown'}  ${description ?? ''}`.trimEnd(),
    )
    await confirmMove([plain`Pay draft ${id} from ${account.name ?? account.id}:`, ...lines], options, terminal, person)
    // What was shown is what is paid: a draft that was changed meanwhile is refused.
    const act = () => opened.bunq.payments.decideDraft(opened.access, ref, { status: 'ACCEPTED', seen }, opened.ctx)
    return finish(opened, id, await once(opened, ref, act, 'ACSC', terminal), options, terminal)
  })
}

const refTo = (accountId: string, id: string) =>
  ({ provider: 'bunq', kind: 'draft', id, details: { accountId } }) as const

/** Should bunq's answer be lost, the draft tells what became of it. */
const once = (
  { bunq, access, ctx }: BunqWork,
  ref: PaymentRef,
  act: () => Promise<PaymentStatus>,
  wanted: PaymentStatus['transactionStatus'],
  terminal: Terminal,
): Promise<PaymentStatus> =>
  changeOnce(
    {
      what: 'the draft',
      act,
      read: () => bunq.payments.status(access, ref, ctx),
      isDone: ({ transactionStatus }) => transactionStatus === wanted,
    },
    terminal,
  )

export const rejectDraft = async (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (opened) => {
    const ref = refTo((await opened.account()).id, id)
    const act = () => opened.bunq.payments.decideDraft(opened.access, ref, { status: 'REJECTED' }, opened.ctx)
    return finish(opened, id, await once(opened, ref, act, 'RJCT', terminal), options, terminal)
  })
}

export const cancelDraft = async (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (opened) => {
    const ref = refTo((await opened.account()).id, id)
    const act = () => opened.bunq.payments.cancel(opened.access, ref, opened.ctx)
    return finish(opened, id, await once(opened, ref, act, 'CANC', terminal), options, terminal)
  })
}

const words: Partial<Record<PaymentStatus['transactionStatus'], string>> = {
  ACSC: 'accepted and paid',
  RJCT: 'rejected',
  CANC: 'cancelled',
}

const finish = (
  { environment }: BunqWork,
  id: string,
  { ref, transactionStatus }: PaymentStatus,
  { json }: BunqCommandOptions,
  terminal: Terminal,
): ExitCode => {
  if (json === true) terminal.out(jsonText({ environment, ref, transactionStatus }))
  else terminal.out(plain`Draft ${id}: ${words[transactionStatus] ?? transactionStatus}.`)
  return exitCode.ok
}

const columns: readonly Column<BunqDraft>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Status', value: ({ status }) => status ?? '–' },
  {
    title: 'Amounts',
    align: 'right',
    value: ({ entries }) => entries.map(({ amount }) => showMoney(amount)),
  },
  {
    title: 'To',
    priority: 1,
    value: ({ entries }) => entries.map(({ counterparty }) => counterparty?.name ?? '–'),
  },
]

const style: ListStyle<BunqDraft> = { name: 'drafts', columns }
