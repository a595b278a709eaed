import { type CreditTransfer, NostroError, type PaymentStatus, parseValue, sumByCurrency } from '@nostro/core'
import { z } from 'zod'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { confirmMove } from './bunq-confirm.ts'
import { atBunq, type BunqCommandOptions, type BunqDesk, idArgument } from './bunq-desk.ts'
import { initiateOnce, refOf } from './bunq-initiate.ts'
import { showMoney } from './bunq-input.ts'
import { readEntries } from './draft-entries.ts'

export interface DraftCreateOptions extends BunqCommandOptions {
  readonly entry?: readonly string[]
  readonly file?: string
}

const amount = z.object({ value: z.string(), currency: z.string() })
const draftSchema = z.object({
  id: z.number(),
  status: z.string().nullish(),
  entries: z
    .array(
      z.object({
        amount,
        description: z.string().nullish(),
        counterparty_alias: z.object({ display_name: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
})
type Draft = z.infer<typeof draftSchema>
const oneSchema = z.object({ Response: z.array(z.object({ DraftPayment: draftSchema })) })

/** Lays payments ready for the owner to accept. It moves no money. */
export const createDraft = async (options: DraftCreateOptions, terminal: Terminal): Promise<ExitCode> => {
  const payments = readEntries(options, terminal.cwd)
  return atBunq(options, terminal, async (desk) => {
    const debtor = { accountId: (await desk.account()).id }
    const ref = refOf(await initiateOnce(desk, { kind: 'draft', debtor, payments }, terminal))
    if (options.json === true) terminal.out(JSON.stringify({ environment: desk.environment, ref }))
    else {
      terminal.out(`Draft ${ref.id}: ${payments.length} payment(s), ${totalOf(payments)}.`)
      terminal.err(`Next: accept it in the bunq app, or with “nostro draft accept ${ref.id}”.`)
    }
    return exitCode.ok
  })
}

const totalOf = (payments: readonly CreditTransfer[]): string =>
  Object.entries(sumByCurrency(payments.map(({ amount: each }) => each)))
    .map(([currency, total]) => `${total} ${currency}`)
    .join(', ')

const readDrafts = async ({ bunq, access, ctx }: BunqDesk, accountId: string, suffix: string) => {
  const path = `user/{userId}/monetary-account/${accountId}/draft-payment${suffix}`
  const { json } = await bunq.request(access, 'GET', path, undefined, {}, ctx)
  return parseValue(json, oneSchema, { provider: 'bunq', what: 'the drafts' }).Response.map(
    ({ DraftPayment }) => DraftPayment,
  )
}

/** The newest 200. */
export const listDrafts = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  atBunq(options, terminal, async (desk) => {
    const drafts = await readDrafts(desk, (await desk.account()).id, '?count=200')
    if (options.json === true) terminal.out(JSON.stringify({ environment: desk.environment, drafts }))
    else terminal.out(renderTable(drafts, columns, terminal))
    return exitCode.ok
  })

/** Pays all entries, after showing them. */
export const acceptDraft = async (
  options: BunqCommandOptions & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (desk) => {
    const account = await desk.account()
    const [draft] = await readDrafts(desk, account.id, `/${id}`)
    const lines = (draft?.entries ?? []).map(({ amount: each, counterparty_alias: other, description }) =>
      `  ${showMoney(each)}  to ${other?.display_name ?? 'unknown'}  ${description ?? ''}`.trimEnd(),
    )
    await confirmMove([`Pay draft ${id} from ${account.name ?? account.id}:`, ...lines], options, terminal)
    return finish(desk, id, await acceptOnce(desk, account.id, id, terminal), options, terminal)
  })
}

const refTo = (accountId: string, id: string) =>
  ({ provider: 'bunq', kind: 'draft', id, details: { accountId } }) as const

/** When the answer is lost, the draft itself tells whether it was paid. */
const acceptOnce = async (
  { bunq, access, ctx }: BunqDesk,
  accountId: string,
  id: string,
  terminal: Terminal,
): Promise<PaymentStatus> => {
  const ref = refTo(accountId, id)
  try {
    return await bunq.payments.decideDraft(access, ref, 'ACCEPTED', ctx)
  } catch (error) {
    if (!NostroError.isInstance(error) || error.code !== 'outcome_unknown') throw error
    terminal.progress('bunq: the answer was lost; reading the draft …')
    const status = await bunq.payments.status(access, ref, ctx)
    if (status.transactionStatus === 'ACSC') return status
    throw error
  }
}

export const rejectDraft = async (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (desk) => {
    const ref = refTo((await desk.account()).id, id)
    const status = await desk.bunq.payments.decideDraft(desk.access, ref, 'REJECTED', desk.ctx)
    return finish(desk, id, status, options, terminal)
  })
}

export const cancelDraft = async (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (desk) => {
    const status = await desk.bunq.payments.cancel(desk.access, refTo((await desk.account()).id, id), desk.ctx)
    return finish(desk, id, status, options, terminal)
  })
}

const words: Partial<Record<PaymentStatus['transactionStatus'], string>> = {
  ACSC: 'accepted and paid',
  RJCT: 'rejected',
  CANC: 'cancelled',
}

const finish = (
  { environment }: BunqDesk,
  id: string,
  { ref, transactionStatus }: PaymentStatus,
  { json }: BunqCommandOptions,
  terminal: Terminal,
): ExitCode => {
  if (json === true) terminal.out(JSON.stringify({ environment, ref, transactionStatus }))
  else terminal.out(`Draft ${id}: ${words[transactionStatus] ?? transactionStatus}.`)
  return exitCode.ok
}

const columns: readonly Column<Draft>[] = [
  { title: 'Id', value: ({ id }) => String(id) },
  { title: 'Status', value: ({ status }) => status ?? '–' },
  {
    title: 'Amounts',
    align: 'right',
    value: ({ entries }) => (entries ?? []).map((each) => showMoney(each.amount)).join('\n'),
  },
  {
    title: 'To',
    priority: 1,
    value: ({ entries }) => (entries ?? []).map((each) => each.counterparty_alias?.display_name ?? '–').join('\n'),
  },
]
