import type { Explanation } from '@nostro/simulators/verify'
import type { Terminal } from '../terminal.ts'
import { oneLine } from './harmless.ts'

/** An explanation whose texts are cut down to what surrounds the first difference. */
export type Verdict = Omit<Explanation, 'expected' | 'signed'>

const visible = (text: string): string => text.replaceAll('\r', '␍').replaceAll('\t', '␉').replaceAll('\n', '␊')

/** Whether a signature holds and, where it does not, what was changed and where. */
export const renderVerdict = (verdict: Verdict, { style }: Terminal): string => {
  const { ok, scheme, words, part, difference, others } = verdict
  const row = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`${style('bold', name.padEnd(10))} ${oneLine(value)}`]
  return [
    style(ok ? 'green' : 'red', words),
    '',
    ...row('Scheme', scheme === 'none' ? undefined : scheme),
    ...row('Changed', part),
    ...row('Or', others?.join(', ')),
    ...row('First', difference === undefined ? undefined : `differing byte at offset ${difference.at}`),
    ...row('Signed', difference === undefined ? undefined : visible(difference.signed)),
    ...row('Received', difference === undefined ? undefined : visible(difference.received)),
  ].join('\n')
}
