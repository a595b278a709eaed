import { writeFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import {
  type CheckResult,
  renderBadge,
  renderHtml,
  renderMarkdown,
  renderText,
  runChecks,
  type ScoreCard,
  toScoreCard,
} from '@nostro/provider-testkit'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readExceptions } from '../provider-check/exceptions.ts'
import { loadBank } from '../provider-check/load-bank.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

interface ProviderCheckOptions {
  readonly args: readonly string[]
  readonly only?: string | undefined
  readonly card?: string | undefined
  readonly seed?: string | undefined
  readonly exceptions?: string | undefined
  readonly json?: boolean | undefined
}

const renderers: Readonly<Record<string, (card: ScoreCard) => string>> = {
  '.html': renderHtml,
  '.svg': renderBadge,
  '.md': renderMarkdown,
  '.json': (card) => `${JSON.stringify(card, undefined, 2)}\n`,
}

/** Judges a provider by the conformance kit. */
export const providerCheck = async (options: ProviderCheckOptions, terminal: Terminal): Promise<ExitCode> => {
  const [target = ''] = options.args
  const bank = await loadBank(target, terminal.cwd)
  const exceptions = readExceptions(target, options.exceptions, terminal.cwd)
  const results: CheckResult[] = []
  for await (const result of runChecks(bank, { only: options.only, seed: options.seed, exceptions })) {
    results.push(result)
    if (options.json !== true) terminal.progress(plain`${results.length} ${result.id}`)
  }
  const card = toScoreCard(target, results)
  terminal.out(options.json === true ? jsonText(card) : renderText(card))
  if (options.card !== undefined) {
    const render = renderers[extname(options.card)] ?? renderText
    writeFileSync(resolve(terminal.cwd, options.card), render(card))
  }
  return card.failed === 0 ? exitCode.ok : exitCode.failed
}
