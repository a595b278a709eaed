import { toMoney } from '@nostro/core'
import type { BunqCard, CardChange } from '@nostro/provider-bunq'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { atBunq, type BunqCommandOptions, type BunqDesk, idArgument } from './bunq-desk.ts'
import { showMoney, usage } from './bunq-input.ts'
import { changeOnce } from './bunq-read-back.ts'

export interface CardLimitOptions extends BunqCommandOptions {
  readonly limit?: string
  readonly limitAtm?: string
  readonly currency: string
}

/** Cards without their secrets: there is no command for a PIN, a CVC or a full number. */
export const listCards = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  atBunq(options, terminal, async (desk) => {
    show(await desk.bunq.cards.list(desk.access, desk.ctx), desk, options, terminal)
    return exitCode.ok
  })

export const limitCard = async (options: CardLimitOptions, terminal: Terminal): Promise<ExitCode> => {
  const { limit, limitAtm, currency } = options
  if (limit === undefined && limitAtm === undefined)
    throw usage('No limit was given.', 'Give --limit, --limit-atm or both.')
  return change(options, terminal, {
    ...(limit === undefined ? {} : { limit: toMoney(limit, currency) }),
    ...(limitAtm === undefined ? {} : { limitAtm: toMoney(limitAtm, currency) }),
  })
}

export const blockCard = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  change(options, terminal, { status: 'DEACTIVATED' })

export const unblockCard = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  change(options, terminal, { status: 'ACTIVE' })

const change = async (options: BunqCommandOptions, terminal: Terminal, wanted: CardChange): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (desk) => {
    const { bunq, access, ctx } = desk
    const card = await changeOnce(
      {
        what: 'the card',
        act: () => bunq.cards.change(access, id, wanted, ctx),
        read: () => bunq.cards.get(access, id, ctx),
        isDone: ({ wire }) => shows(wire, wanted),
      },
      terminal,
    )
    show([card], desk, options, terminal)
    return exitCode.ok
  })
}

const shows = (card: BunqCard['wire'], { status, limit, limitAtm }: CardChange): boolean =>
  (status === undefined || card.status === status) &&
  (limit === undefined || card.card_limit?.value === limit.amount) &&
  (limitAtm === undefined || card.card_limit_atm?.value === limitAtm.amount)

const show = (
  cards: readonly BunqCard[],
  { environment }: BunqDesk,
  { json }: BunqCommandOptions,
  terminal: Terminal,
): void => {
  if (json === true) terminal.out(JSON.stringify({ environment, cards: cards.map(({ wire }) => wire) }))
  else terminal.out(renderTable(cards, columns, terminal))
}

const columns: readonly Column<BunqCard>[] = [
  { title: 'Id', value: ({ wire }) => String(wire.id) },
  { title: 'Card', value: ({ wire }) => wire.second_line || wire.type || 'card' },
  { title: 'Status', value: ({ wire }) => wire.status ?? '–' },
  { title: 'Limit', align: 'right', priority: 1, value: ({ wire }) => showMoney(wire.card_limit) },
  { title: 'At machines', align: 'right', priority: 2, value: ({ wire }) => showMoney(wire.card_limit_atm) },
  { title: 'Expires', priority: 3, value: ({ wire }) => wire.expiry_date ?? '–' },
]
