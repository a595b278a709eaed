import { compareMoney, type Money, toMoney } from '@nostro/core'
import type { BunqCard, CardChange } from '@nostro/provider-bunq'
import type { ExitCode } from '../exit-code.ts'
import type { Column } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { atBunq, type BunqCommandOptions, idArgument } from './at-bunq.ts'
import { showMoney, usage } from './bunq-input.ts'
import { changeOnce } from './bunq-read-back.ts'
import { type ListStyle, showBunqList } from './show-bunq-list.ts'

export interface CardLimitOptions extends BunqCommandOptions {
  readonly limit?: string
  readonly limitAtm?: string
  readonly currency: string
}

/** Cards without their secrets: there is no command for a PIN, a CVC or a full number. */
export const listCards = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  atBunq(options, terminal, async (opened) =>
    showBunqList(await opened.bunq.cards.list(opened.access, opened.ctx), style, { opened, options }, terminal),
  )

export const limitCard = async (options: CardLimitOptions, terminal: Terminal): Promise<ExitCode> => {
  const { limit, limitAtm, currency } = options
  if (limit === undefined && limitAtm === undefined)
    throw usage('No limit was given.', 'Give --limit, --limit-atm or both.')
  return change(options, terminal, {
    limit: limit === undefined ? undefined : toMoney(limit, currency),
    limitAtm: limitAtm === undefined ? undefined : toMoney(limitAtm, currency),
  })
}

export const blockCard = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  change(options, terminal, { status: 'DEACTIVATED' })

export const unblockCard = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  change(options, terminal, { status: 'ACTIVE' })

const change = async (options: BunqCommandOptions, terminal: Terminal, wanted: CardChange): Promise<ExitCode> => {
  const id = idArgument(options)
  return atBunq(options, terminal, async (opened) => {
    const { bunq, access, ctx } = opened
    const card = await changeOnce(
      {
        what: 'the card',
        act: () => bunq.cards.change(access, id, wanted, ctx),
        read: () => bunq.cards.get(access, id, ctx),
        isDone: (card) => shows(card, wanted),
      },
      terminal,
    )
    return showBunqList({ items: [card] }, style, { opened, options }, terminal)
  })
}

const shows = (card: BunqCard, { status, limit, limitAtm }: CardChange): boolean =>
  (status === undefined || card.status === status) && isSet(card.limit, limit) && isSet(card.limitAtm, limitAtm)

const isSet = (shown: Money | undefined, wanted: Money | undefined): boolean =>
  wanted === undefined ||
  (shown !== undefined && shown.currency === wanted.currency && compareMoney(shown, wanted) === 0)

const columns: readonly Column<BunqCard>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Card', value: ({ label, type }) => label ?? type ?? 'card' },
  { title: 'Status', value: ({ status }) => status ?? '–' },
  { title: 'Limit', align: 'right', priority: 1, value: ({ limit }) => showMoney(limit) },
  { title: 'At machines', align: 'right', priority: 2, value: ({ limitAtm }) => showMoney(limitAtm) },
  { title: 'Expires', priority: 3, value: ({ expiryDate }) => expiryDate ?? '–' },
]

const style: ListStyle<BunqCard> = { name: 'cards', columns }
