import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { NostroError } from '@nostro/core'
import type { OwnTpp } from '@nostro/simulators'

export interface TppFileOptions {
  readonly tppTls?: string
  readonly tppTlsKey?: string
  readonly tppSigning?: string
  readonly tppSigningKey?: string
  readonly tppAuthority?: string
}

/** Absolute paths of the files that were named. */
export interface TppFiles {
  readonly tls: string
  readonly signing: string
  readonly tlsKey?: string | undefined
  readonly signingKey?: string | undefined
  readonly authority?: string | undefined
}

const incomplete = (given: string, missing: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `${given} was given without ${missing}.`,
    hint: 'A TPP has a QWAC and a QSealC: name both files with --tpp-tls and --tpp-signing, and both keys or none.',
  })

/** @throws NostroError `invalid_config` when half of a pair is missing */
export const tppFiles = (options: TppFileOptions, cwd: string): TppFiles | undefined => {
  const { tppTls, tppTlsKey, tppSigning, tppSigningKey, tppAuthority } = options
  const at = (path: string | undefined): string | undefined => (path === undefined ? undefined : resolve(cwd, path))
  const [tls, signing] = [at(tppTls), at(tppSigning)]
  if (tls === undefined && signing === undefined) {
    const extra = Object.entries({
      '--tpp-tls-key': tppTlsKey,
      '--tpp-signing-key': tppSigningKey,
      '--tpp-authority': tppAuthority,
    }).find(([, value]) => value !== undefined)
    if (extra !== undefined) throw incomplete(extra[0], '--tpp-tls')
    return undefined
  }
  if (tls === undefined) throw incomplete('--tpp-signing', '--tpp-tls')
  if (signing === undefined) throw incomplete('--tpp-tls', '--tpp-signing')
  if ((tppTlsKey === undefined) !== (tppSigningKey === undefined)) {
    throw tppTlsKey === undefined
      ? incomplete('--tpp-signing-key', '--tpp-tls-key')
      : incomplete('--tpp-tls-key', '--tpp-signing-key')
  }
  return { tls, signing, tlsKey: at(tppTlsKey), signingKey: at(tppSigningKey), authority: at(tppAuthority) }
}

const read = (option: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new NostroError({
      code: 'invalid_config',
      message: `${option}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      hint: 'Check the path and who may read the file.',
    })
  }
}

/** The certificates that the simulated ING shall trust. Keys are not read: they never leave their files. */
export const readOwnTpp = (files: TppFiles): OwnTpp => ({
  tls: { certificate: read('--tpp-tls', files.tls) },
  signing: { certificate: read('--tpp-signing', files.signing) },
  authorities: files.authority === undefined ? undefined : read('--tpp-authority', files.authority),
})
