import type { SignatureExplanation } from '@nostro/core'
import type { Terminal } from '../terminal.ts'
import { oneLine } from './harmless.ts'

/** The bytes that are signed, with line ends made visible: `␊` is LF, `␍` is CR, `␉` is a tab. */
export const renderExplanation = (explanation: SignatureExplanation, { style }: Terminal): string => {
  const { scheme, algorithm, keyId, digest, signingInput, headers } = explanation
  const row = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`${style('bold', name.padEnd(10))} ${oneLine(value)}`]
  return [
    ...row('Scheme', scheme),
    ...row('Algorithm', algorithm),
    ...row('Key id', keyId),
    ...row('Digest', digest),
    '',
    style('bold', `Signed bytes (${signingInput.length}; ␊ is a line feed, there is none where none is shown):`),
    visible(signingInput),
    '',
    style('bold', 'Resulting headers:'),
    ...Object.entries(headers).map(([name, value]) => oneLine(`${name}: ${value}`)),
  ].join('\n')
}

const visible = (bytes: Uint8Array): string => {
  if (bytes.length === 0) return '(no bytes)'
  const text = Buffer.from(bytes).toString()
  if (!Buffer.from(text).equals(bytes))
    return Buffer.from(bytes)
      .toString('hex')
      .replace(/(.{64})/g, '$1\n')
  return text.replaceAll('\r', '␍').replaceAll('\t', '␉').replaceAll('\n', '␊\n')
}
