import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { NostroError, toInstant } from '@nostro/core'
import {
  type CertificateInfo,
  type CheckedPair,
  checkCertificate,
  checkPair,
  readCertificate,
  systemClock,
} from '@nostro/core/node'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { errorToJson } from '../render/render-error.ts'
import type { Terminal } from '../terminal.ts'

export interface CertificateCheckOptions {
  readonly args: readonly string[]
  readonly key?: string
  readonly kind?: 'qwac' | 'qsealc'
  readonly passphraseEnv?: string
  readonly json?: boolean
}

/** What ING will see of a certificate, and whether it can be used: dates, roles, kind, and the key that belongs to it. */
export const ingCertificateCheck = async (options: CertificateCheckOptions, terminal: Terminal): Promise<ExitCode> => {
  const text = readFile(options.args[0] ?? '', terminal)
  const certificate = readCertificate(text)
  const { fault, warnings } = judge(certificate, text, options, terminal)
  if (options.json === true) {
    const { der: _der, pem: _pem, sha256, publicKey: _key, ...facts } = certificate
    terminal.out(
      jsonText({
        ...facts,
        notBefore: toInstant(facts.notBefore),
        notAfter: toInstant(facts.notAfter),
        sha256: Buffer.from(sha256).toString('hex'),
        ok: fault === undefined,
        keyChecked: options.key !== undefined,
        warnings,
        error: fault === undefined ? undefined : errorToJson(fault),
      }),
    )
  } else {
    terminal.out(describe(certificate))
    for (const warning of warnings) terminal.err(plain`Warning: ${warning}`)
    terminal.out(verdict(fault, options, terminal))
    if (fault?.hint !== undefined) terminal.err(plain`Next: ${fault.hint}`)
  }
  return fault === undefined ? exitCode.ok : exitCode.failed
}

const usage = (message: string, hint: string): NostroError => new NostroError({ code: 'invalid_config', message, hint })

const readFile = (path: string, { cwd }: Terminal): string => {
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch {
    throw usage(`${path} cannot be read.`, 'Check the path and who may read the file.')
  }
}

/** The first fault, with its fix; what ING registers must carry a PSD2 role. */
const judge = (
  certificate: CertificateInfo,
  text: string,
  { key, kind, passphraseEnv }: CertificateCheckOptions,
  terminal: Terminal,
): { readonly fault?: NostroError; readonly warnings: readonly string[] } => {
  const passphrase = passphraseEnv === undefined ? undefined : terminal.env[passphraseEnv]
  if (passphraseEnv !== undefined && !passphrase) {
    throw usage(`The environment variable ${passphraseEnv} is not set.`, 'Set it to the key’s passphrase.')
  }
  const keyText = key === undefined ? undefined : readFile(key, terminal)
  const expected = {
    now: systemClock.now(),
    usage: kind === undefined ? undefined : kind === 'qwac' ? ('tls' as const) : ('signing' as const),
  }
  const check = (): CheckedPair =>
    keyText === undefined
      ? checkCertificate(certificate, expected)
      : checkPair({ ...expected, certificate: text, key: keyText, passphrase })
  try {
    const { warnings } = check()
    return {
      warnings: [
        ...warnings,
        ...(certificate.psd2Roles.length === 0
          ? ['The certificate carries no PSD2 role: ING registers none of that kind.']
          : []),
      ],
    }
  } catch (error) {
    if (NostroError.isInstance(error)) return { fault: error, warnings: [] }
    throw error
  }
}

const onOneLine = (name: string): string => name.split('\n').join(', ')

const describe = (certificate: CertificateInfo): string => {
  const { subject, issuer, serialNumber, notBefore, notAfter, keyType, keyBits, organizationIdentifier } = certificate
  return [
    `Subject:       ${onOneLine(subject)}`,
    `Issuer:        ${onOneLine(issuer)}`,
    `Organisation:  ${organizationIdentifier ?? 'none named'}`,
    `Serial number: ${serialNumber}`,
    `Valid:         ${toInstant(notBefore).slice(0, 10)} to ${toInstant(notAfter).slice(0, 10)}`,
    `Key:           ${keyType.toUpperCase()}, ${keyBits} bits`,
    `Kind:          ${certificate.qcType === undefined ? 'not named (neither QWAC nor QSealC)' : certificate.qcType}`,
    `PSD2 roles:    ${certificate.psd2Roles.join(', ') || 'none'}`,
  ].join('\n')
}

const verdict = (fault: NostroError | undefined, { key }: CertificateCheckOptions, { style }: Terminal): string => {
  if (fault !== undefined) return `${style('red', '✗')} ${fault.message}`
  const compared = key === undefined ? 'no key was given to compare' : 'the key belongs to it'
  return `${style('green', '✓')} Usable; ${compared}`
}
