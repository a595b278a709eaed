import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { NostroError } from '@nostro/core'
import {
  createCertificateRequest,
  createSelfSignedCertificate,
  type Psd2Role,
  systemClock,
  systemRandom,
} from '@nostro/core/node'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

export interface CertificateNewOptions {
  readonly kind: 'qwac' | 'qsealc' | 'self-signed'
  readonly out: string
  readonly commonName: string
  readonly organization?: string
  readonly organizationId?: string
  readonly country?: string
  readonly role?: readonly string[]
  readonly days: number
  readonly passphraseEnv?: string
}

const usage = (message: string, hint: string): NostroError => new NostroError({ code: 'invalid_config', message, hint })

/** Makes a key and what belongs to it. Existing files are never overwritten: a lost key cannot be had again. */
export const certificateNew = async (options: CertificateNewOptions, terminal: Terminal): Promise<ExitCode> => {
  const { kind } = options
  const folder = resolve(terminal.cwd, options.out)
  const files = {
    key: join(folder, `${kind}.key`),
    other: join(folder, kind === 'self-signed' ? `${kind}.cer` : `${kind}.csr`),
  }
  for (const file of Object.values(files)) {
    if (existsSync(file))
      throw usage(`${file} exists already.`, 'Choose another folder with --out; nothing was written.')
  }
  const made = await make(options, terminal)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(files.key, made.key, { mode: 0o600, flag: 'wx' })
  writeFileSync(files.other, made.other, { flag: 'wx' })
  const protection = options.passphraseEnv === undefined ? 'not encrypted; readable by you alone' : 'encrypted'
  terminal.out(plain`Key (${protection}): ${files.key}`)
  terminal.out(plain`${kind === 'self-signed' ? 'Certificate' : 'Certificate request'}: ${files.other}`)
  terminal.out(
    kind === 'self-signed'
      ? 'Next: upload the certificate where the bank asks for it. PSD2 interfaces do not take self-signed ones.'
      : 'Next: send the request to a qualified trust service provider; keep the key where it is.',
  )
  return exitCode.ok
}

const roles: readonly Psd2Role[] = ['PSP_AS', 'PSP_PI', 'PSP_AI', 'PSP_IC']

const toRoles = (names: readonly string[]): readonly Psd2Role[] =>
  names.map((name) => {
    const role = roles.find((known) => known === name.toUpperCase())
    if (role === undefined) throw usage(`“${name}” is not a PSD2 role.`, `Use ${roles.join(', ')}.`)
    return role
  })

const make = async (options: CertificateNewOptions, { env }: Terminal): Promise<{ key: string; other: string }> => {
  const { kind, commonName, organization, organizationId, country, role, days, passphraseEnv } = options
  const passphrase = passphraseEnv === undefined ? undefined : env[passphraseEnv]
  if (passphraseEnv !== undefined && !passphrase) {
    throw usage(
      `The environment variable ${passphraseEnv} is not set.`,
      'Set it to the passphrase, without writing it on a command line.',
    )
  }
  const subject = {
    commonName,
    organization,
    organizationIdentifier: organizationId,
    country: country?.toUpperCase(),
  }
  const secret = passphrase === undefined ? {} : { passphrase }
  if (kind === 'self-signed') {
    const made = await createSelfSignedCertificate({
      subject,
      days,
      now: systemClock.now(),
      random: systemRandom,
      ...secret,
    })
    return { key: made.key, other: made.certificate }
  }
  const made = await createCertificateRequest({
    kind,
    subject,
    roles: role === undefined ? undefined : toRoles(role),
    ...secret,
  })
  return { key: made.key, other: made.request }
}
