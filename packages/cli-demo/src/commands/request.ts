import { toMoney } from '@nostro/core'
import type { BunqRequest, RequestToAccept } from '@nostro/provider-bunq'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type Person, personAtTerminal } from '../person/person.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Column } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { atBunq, type BunqCommandOptions, type BunqWork, idArgument } from './at-bunq.ts'
import { confirmMove } from './bunq-confirm.ts'
import { initiateOnce, refOf } from './bunq-initiate.ts'
import { showMoney, toParty, usage } from './bunq-input.ts'
import { changeOnce } from './bunq-read-back.ts'
import { type ListStyle, showBunqList } from './show-bunq-list.ts'

export interface RequestCreateOptions extends BunqCommandOptions {
  readonly amount: string
  readonly currency: string
  readonly from: string
  readonly name?: string
  readonly description: string
}

/** Asks somebody for money. It moves none: the other side decides. */
export const createRequest = async (options: RequestCreateOptions, terminal: Terminal): Promise<ExitCode> => {
  const { description, currency } = options
  const payer = toParty(options.from, options.name)
  return atBunq(options, terminal, async (opened) => {
    const debtor = { accountId: (await opened.account()).id }
    const amount = toMoney(options.amount, currency)
    const ref = refOf(await initiateOnce(opened, { kind: 'request', amount, payer, description, debtor }, terminal))
    const { transactionStatus } = await opened.bunq.payments.status(opened.access, ref, opened.ctx)
    if (options.json === true) {
      terminal.out(jsonText({ environment: opened.environment, ref, transactionStatus }))
    } else {
      terminal.out(plain`Request ${ref.id} for ${showMoney(amount)} was sent.`)
      terminal.err(
        plain`Next: “nostro bunq request list” shows whether it was paid; “nostro bunq request revoke ${ref.id}” takes it back.`,
      )
    }
    return exitCode.ok
  })
}

export const listRequests = (
  options: BunqCommandOptions & { readonly received?: boolean },
  terminal: Terminal,
): Promise<ExitCode> =>
  atBunq(options, terminal, async (opened) => {
    const { id } = await opened.account()
    const list = options.received === true ? opened.bunq.requests.received : opened.bunq.requests.sent
    return showBunqList(await list(opened.access, id, opened.ctx), style, { opened, options }, terminal)
  })

/** Takes back a request that was not answered yet. */
export const revokeRequest = async (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (opened) => {
    const { id: accountId } = await opened.account()
    const ref = { provider: 'bunq', kind: 'request', id, details: { accountId } } as const
    const { transactionStatus } = await changeOnce(
      {
        what: 'the request',
        act: () => opened.bunq.payments.cancel(opened.access, ref, opened.ctx),
        read: () => opened.bunq.payments.status(opened.access, ref, opened.ctx),
        isDone: (now) => now.transactionStatus === 'CANC',
      },
      terminal,
    )
    if (options.json === true) {
      terminal.out(jsonText({ environment: opened.environment, ref, transactionStatus }))
    } else terminal.out(plain`Request ${id} was revoked.`)
    return exitCode.ok
  })
}

export interface RequestAcceptOptions extends BunqCommandOptions {
  readonly amount?: string
  readonly currency: string
  readonly yes?: boolean
}

/** Pays a request of somebody else, after showing it. */
export const acceptRequest = async (
  options: RequestAcceptOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (opened) => {
    const { bunq, access, ctx } = opened
    const account = await opened.account()
    const request = await bunq.requests.get(access, account.id, id, ctx)
    if (request.status !== 'PENDING') {
      throw usage(`Request ${id} waits for no answer (${request.status ?? 'no status'}).`, 'Nothing was sent.')
    }
    const amount = options.amount === undefined ? undefined : toMoney(options.amount, options.currency)
    await confirmMove(
      [
        plain`Pay ${showMoney(amount ?? request.amount)}`,
        plain`  to    ${request.counterparty?.name ?? 'unknown'}`,
        plain`  from  ${account.name ?? account.id}`,
        plain`  for   ${request.description ?? '–'}`,
      ],
      options,
      terminal,
      person,
    )
    const items = [await answerOnce(opened, { accountId: account.id, id, amount }, 'ACCEPTED', terminal)]
    return showBunqList({ items }, style, { opened, options }, terminal)
  })
}

/** Sends the answer once; should bunq's be lost, the request tells what became of it. */
const answerOnce = (
  { bunq, access, ctx }: BunqWork,
  { accountId, id, amount }: RequestToAccept,
  status: 'ACCEPTED' | 'REJECTED',
  terminal: Terminal,
): Promise<BunqRequest> =>
  changeOnce(
    {
      what: 'the request',
      act: () =>
        status === 'ACCEPTED'
          ? bunq.requests.accept(access, { accountId, id, amount }, ctx)
          : bunq.requests.reject(access, accountId, id, ctx),
      read: () => bunq.requests.get(access, accountId, id, ctx),
      isDone: (request) => request.status === status,
    },
    terminal,
  )

export const rejectRequest = async (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (opened) => {
    const { id: accountId } = await opened.account()
    const items = [await answerOnce(opened, { accountId, id }, 'REJECTED', terminal)]
    return showBunqList({ items }, style, { opened, options }, terminal)
  })
}

const columns: readonly Column<BunqRequest>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Status', value: ({ status }) => status ?? '–' },
  { title: 'Amount', align: 'right', value: ({ amount }) => showMoney(amount) },
  { title: 'Other side', priority: 1, value: ({ counterparty }) => counterparty?.name ?? '–' },
  { title: 'Description', priority: 2, value: ({ description }) => description ?? '–' },
]

const style: ListStyle<BunqRequest> = { name: 'requests', columns }
