import { readFileSync, statSync } from 'node:fs'
import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { TlsIdentity, TlsIdentitySource } from '../contracts/transport.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { decodeText } from '../keys/read-pem.ts'
import { checkPair } from './check-pair.ts'
import { readPkcs12 } from './read-pkcs12.ts'

/** Paths. PEM files may be in one; a chain follows the own certificate. */
export type IdentityFiles =
  | { readonly certificate: string; readonly key: string; readonly passphrase?: string | undefined }
  | { readonly pkcs12: string; readonly passphrase: string; readonly alias?: string | undefined }

/** Services of {@link createFileIdentity}, and how often it looks. */
export interface FileIdentityOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** How often the files are looked at, when somebody asks; a second by default. */
  readonly everyMs?: number | undefined
}

/** A TLS identity that follows its files. */
export interface FileIdentity extends TlsIdentitySource {
  /** Looks now, whatever the time. True when a new identity is in use. */
  reload(): boolean
}

/**
 * A TLS identity in files, which may be renewed while the program runs. There is no timer and nothing to close: the files
 * are looked at when a call asks. While they cannot be read, are half written, do not belong together or are not valid now,
 * the last good pair stays in use and a warning is logged, once per fault.
 * @throws NostroError `invalid_config` or `certificate_rejected` when the files are not good at the start
 *
 * @example
 * const tls = createFileIdentity({ certificate: 'tls.crt', key: 'tls.key' }, { clock, logger })
 */
export const createFileIdentity = (
  files: IdentityFiles,
  { clock, logger, everyMs = 1000 }: FileIdentityOptions,
): FileIdentity => {
  const paths = 'pkcs12' in files ? [files.pkcs12] : [files.certificate, files.key]
  let [marks, lookedAt] = [marksOf(paths), clock.now()]
  let identity = load(files, clock)
  let warned = ''

  const reload = (): boolean => {
    lookedAt = clock.now()
    const found = marksOf(paths)
    if (found === marks) return false
    try {
      identity = load(files, clock)
    } catch (error) {
      // The marks stay the old ones, so that the next look reads again: a file may be completed within one tick of its time.
      const message = NostroError.isInstance(error) ? error.message : 'The files cannot be read.'
      if (message !== warned)
        logger.warn({ files: paths.join(', ') }, `New TLS certificate is not used, the old one stays: ${message}`)
      warned = message
      return false
    }
    marks = found
    warned = ''
    logger.info({ files: paths.join(', ') }, 'New TLS certificate in use')
    return true
  }

  return {
    reload,
    current: () => {
      // Backwards too: a clock that was set back must not stop the looking.
      if (Math.abs(clock.now() - lookedAt) >= everyMs) reload()
      return identity
    },
  }
}

/** What tells a rewritten file from the one before: all that changes by writing or by renaming another over it. */
const marksOf = (paths: readonly string[]): string => paths.map(markOf).join(' ')

const markOf = (path: string): string => {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
    return [ino, size, mtimeNs, ctimeNs].join('-')
  } catch (error) {
    // Gone, or out of reach: an error when it is read, not thrown into a call that has a good pair.
    return (error as NodeJS.ErrnoException).code ?? 'none'
  }
}

const read = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new NostroError({
      code: 'invalid_config',
      message: `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      hint: 'Check the path and who may read the file.',
    })
  }
}

const load = (files: IdentityFiles, clock: Clock): TlsIdentity => {
  const now = clock.now()
  if ('pkcs12' in files) {
    const { passphrase, alias } = files
    const identity = { pkcs12: read(files.pkcs12), passphrase, alias }
    checkPair({ ...readPkcs12(identity.pkcs12, passphrase, { alias }), now })
    return identity
  }
  const identity = {
    certificate: decodeText(read(files.certificate)),
    key: decodeText(read(files.key)),
    passphrase: files.passphrase,
  }
  checkPair({ ...identity, now })
  return identity
}
