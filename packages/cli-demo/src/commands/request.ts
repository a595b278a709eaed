import { type Money, toMoney } from '@nostro/core'
import type { BunqRequest } from '@nostro/provider-bunq'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type Person, personAtTerminal } from '../person/person.ts'
import type { Column } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { confirmMove } from './bunq-confirm.ts'
import { atBunq, type BunqCommandOptions, type BunqDesk, idArgument } from './bunq-desk.ts'
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
  return atBunq(options, terminal, async (desk) => {
    const debtor = { accountId: (await desk.account()).id }
    const amount = toMoney(options.amount, currency)
    const ref = refOf(await initiateOnce(desk, { kind: 'request', amount, payer, description, debtor }, terminal))
    const { transactionStatus } = await desk.bunq.payments.status(desk.access, ref, desk.ctx)
    if (options.json === true) {
      terminal.out(JSON.stringify({ environment: desk.environment, ref, transactionStatus }))
    } else {
      terminal.out(`Request ${ref.id} for ${showMoney(amount)} was sent.`)
      terminal.err(
        `Next: “nostro request list” shows whether it was paid; “nostro request revoke ${ref.id}” takes it back.`,
      )
    }
    return exitCode.ok
  })
}

export const listRequests = (
  options: BunqCommandOptions & { readonly received?: boolean },
  terminal: Terminal,
): Promise<ExitCode> =>
  atBunq(options, terminal, async (desk) => {
    const { id } = await desk.account()
    const list = options.received === true ? desk.bunq.requests.received : desk.bunq.requests.sent
    return showBunqList(await list(desk.access, id, desk.ctx), style, { desk, options }, terminal)
  })

/** Takes back a request that was not answered yet. */
export const revokeRequest = async (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (desk) => {
    const { id: accountId } = await desk.account()
    const ref = { provider: 'bunq', kind: 'request', id, details: { accountId } } as const
    const { transactionStatus } = await changeOnce(
      {
        what: 'the request',
        act: () => desk.bunq.payments.cancel(desk.access, ref, desk.ctx),
        read: () => desk.bunq.payments.status(desk.access, ref, desk.ctx),
        isDone: (now) => now.transactionStatus === 'CANC',
      },
      terminal,
    )
    if (options.json === true) {
      terminal.out(JSON.stringify({ environment: desk.environment, ref, transactionStatus }))
    } else terminal.out(`Request ${id} was revoked.`)
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
  return atBunq(options, terminal, async (desk) => {
    const { bunq, access, ctx } = desk
    const account = await desk.account()
    const request = await bunq.requests.get(access, account.id, id, ctx)
    if (request.status !== 'PENDING') {
      throw usage(`Request ${id} waits for no answer (${request.status ?? 'no status'}).`, 'Nothing was sent.')
    }
    const amount = options.amount === undefined ? undefined : toMoney(options.amount, options.currency)
    await confirmMove(
      [
        `Pay ${showMoney(amount ?? request.amount)}`,
        `  to    ${request.counterparty?.name ?? 'unknown'}`,
        `  from  ${account.name ?? account.id}`,
        `  for   ${request.description ?? '–'}`,
      ],
      options,
      terminal,
      person,
    )
    const answer = { status: 'ACCEPTED', ...(amount === undefined ? {} : { amount }) } as const
    const items = [await answerOnce(desk, account.id, id, answer, terminal)]
    return showBunqList({ items }, style, { desk, options }, terminal)
  })
}

/** Sends the answer once; should bunq's be lost, the request tells what became of it. */
const answerOnce = (
  { bunq, access, ctx }: BunqDesk,
  accountId: string,
  id: string,
  answer: { readonly status: 'ACCEPTED'; readonly amount?: Money } | { readonly status: 'REJECTED' },
  terminal: Terminal,
): Promise<BunqRequest> =>
  changeOnce(
    {
      what: 'the request',
      act: () =>
        answer.status === 'ACCEPTED'
          ? bunq.requests.accept(access, accountId, id, answer.amount, ctx)
          : bunq.requests.reject(access, accountId, id, ctx),
      read: () => bunq.requests.get(access, accountId, id, ctx),
      isDone: ({ status }) => status === answer.status,
    },
    terminal,
  )

export const rejectRequest = async (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (desk) => {
    const { id: accountId } = await desk.account()
    const items = [await answerOnce(desk, accountId, id, { status: 'REJECTED' }, terminal)]
    return showBunqList({ items }, style, { desk, options }, terminal)
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
