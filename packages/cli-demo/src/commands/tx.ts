import { NostroError } from '@nostro/core'
import type { AnnotationPatch, Ledger } from '@nostro/ledger'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { renderTransactionStory } from '../render/render-transaction-story.ts'
import type { Terminal } from '../terminal.ts'
import { withLedger } from './with-ledger.ts'

export interface TxOptions extends SettingOptions {
  readonly args: readonly string[]
  readonly raw?: boolean
  readonly json?: boolean
}

const idOf = ({ args }: TxOptions, index = 0): string => args[index] ?? ''

/** Why an entry is what it is. The bank's original is shown on demand: it may hold more than the ledger shows elsewhere. */
export const txExplain = async (options: TxOptions, terminal: Terminal): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger }) => {
    const { raw, ...story } = await ledger.explain(idOf(options))
    const shown = options.raw === true ? { ...story, raw } : story
    terminal.out(options.json === true ? jsonText(shown) : renderTransactionStory(story, terminal))
    if (options.raw === true && options.json !== true)
      terminal.out(raw === undefined ? 'No original is kept.' : jsonText(raw, 2))
    return exitCode.ok
  })

/** A note; without words, the note is taken away. */
export const txNote = (options: TxOptions, terminal: Terminal): Promise<ExitCode> =>
  annotated(options, terminal, { note: words(options) })

/** A category; without words, it is taken away. */
export const txCategorise = (options: TxOptions, terminal: Terminal): Promise<ExitCode> =>
  annotated(options, terminal, { category: words(options) })

/** Left out of lists; it still counts in the balance. */
export const txHide = (options: TxOptions, terminal: Terminal): Promise<ExitCode> =>
  annotated(options, terminal, { hidden: true })

/** Gone for readers; the row stays, so that the bank's next listing does not bring it back. */
export const txDelete = (options: TxOptions, terminal: Terminal): Promise<ExitCode> =>
  annotated(options, terminal, { deleted: true })

/** Neither hidden nor deleted any more. */
export const txRestore = (options: TxOptions, terminal: Terminal): Promise<ExitCode> =>
  annotated(options, terminal, { hidden: null, deleted: null })

const words = ({ args }: TxOptions): string | null => {
  const text = args.slice(1).join(' ').trim()
  return text === '' ? null : text
}

const annotated = (options: TxOptions, terminal: Terminal, patch: AnnotationPatch): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger }) => {
    await ledger.annotate(idOf(options), patch, authorOf(terminal))
    return shown(ledger, idOf(options), { options, terminal })
  })

/** A claim was wrong: the pending entry comes back, and the booked one gets a number of its own. */
export const txUndoClaim = (options: TxOptions, terminal: Terminal): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger }) => {
    const booked = await ledger.undoClaim(idOf(options), authorOf(terminal))
    if (options.json === true) terminal.out(jsonText({ pending: idOf(options), booked }))
    else
      terminal.out(
        plain`${terminal.style('green', '✓')} ${idOf(options)} is pending again; the booked entry is ${booked} now.`,
      )
    return exitCode.ok
  })

/** A pending and a booked entry are one payment: the pending one keeps its number and notes. */
export const txApply = (options: TxOptions, terminal: Terminal): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger }) => {
    const [pending, booked] = [idOf(options), idOf(options, 1)]
    if (pending === booked) {
      throw new NostroError({
        code: 'invalid_request',
        message: 'Both ids are the same.',
        hint: 'Name the pending entry first, then the booked one; “nostro tx explain” shows what was suggested.',
      })
    }
    await ledger.applySuggestion(pending, booked, authorOf(terminal))
    return shown(ledger, pending, { options, terminal })
  })

/** For the record of who wrote it. */
const authorOf = ({ env }: Terminal): string => env['USER'] ?? env['LOGNAME'] ?? 'user'

const shown = async (
  ledger: Ledger,
  id: string,
  { options, terminal }: { readonly options: TxOptions; readonly terminal: Terminal },
): Promise<ExitCode> => {
  const { transaction } = await ledger.explain(id)
  const { state, annotations } = transaction
  if (options.json === true) terminal.out(jsonText({ id, state, annotations }))
  else terminal.out(plain`${terminal.style('green', '✓')} ${id}: done.`)
  return exitCode.ok
}
