import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { toInstant } from '@nostro/core'
import {
  type CertificateInfo,
  checkPair,
  decodeText,
  type IdentityFiles,
  type PairToCheck,
  readPkcs12,
} from '@nostro/core/node'
import type { LoadedConfig } from '@nostro/host'
import { type Finding, failedBy } from './finding.ts'

/** Dates, roles, kind and strength of each certificate, and whether the key is its own. Asks nobody. */
export const checkPairs = ({ config: { banks }, folder }: LoadedConfig, now: number): readonly Finding[] =>
  Object.entries(banks).flatMap(([name, bank]) =>
    Object.entries(bank).flatMap(([option, value]) => {
      const files = identityIn(value, folder)
      if (files === undefined) return []
      const usage = (bank.provider ?? name) === 'ing' ? usages[option] : undefined
      // A simulator or proxy may stand in for production, but a test certificate is never meant for it.
      const allowTest = bank['environment'] !== 'production'
      return checkOne(name, option, files, { ...(usage && { usage }), allowTest, now })
    }),
  )

/** What ING wants a certificate for; other banks take any. */
const usages: Readonly<Record<string, 'tls' | 'signing'>> = { tls: 'tls', signing: 'signing' }

/** Paths of a pair of PEM files or of a PKCS#12 file, made absolute. */
const identityIn = (value: unknown, folder: string): IdentityFiles | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { certificate, key, pkcs12, passphrase, alias } = value as Readonly<Record<string, unknown>>
  const secret = typeof passphrase === 'string' ? passphrase : undefined
  if (typeof pkcs12 === 'string')
    return {
      pkcs12: resolve(folder, pkcs12),
      passphrase: secret ?? '',
      alias: typeof alias === 'string' ? alias : undefined,
    }
  if (typeof certificate !== 'string' || typeof key !== 'string') return undefined
  return { certificate: resolve(folder, certificate), key: resolve(folder, key), ...(secret && { passphrase: secret }) }
}

const checkOne = (
  area: string,
  name: string,
  files: IdentityFiles,
  expected: Pick<PairToCheck, 'usage' | 'allowTest' | 'now'>,
): readonly Finding[] => {
  const subject = `${name} pair`
  const texts = textsOf(files)
  // A file that cannot be read is reported as a file.
  if (texts === undefined) return []
  try {
    const { certificate, warnings } = checkPair({ ...open(texts), ...expected })
    return [
      { area, subject, status: 'ok', message: describe(certificate) },
      ...warnings.map(
        (message): Finding => ({
          area,
          subject,
          status: 'warning',
          message,
          hint: 'Ask the issuer for its successor now; renewed files are picked up without a restart.',
        }),
      ),
    ]
  } catch (error) {
    return [failedBy(area, subject, error)]
  }
}

type Texts =
  | { readonly pkcs12: Uint8Array; readonly passphrase: string; readonly alias?: string | undefined }
  | { readonly certificate: string; readonly key: string; readonly passphrase?: string | undefined }

const textsOf = (files: IdentityFiles): Texts | undefined => {
  try {
    if ('pkcs12' in files) return { ...files, pkcs12: readFileSync(files.pkcs12) }
    const [certificate, key] = [decodeText(readFileSync(files.certificate)), decodeText(readFileSync(files.key))]
    return { certificate, key, passphrase: files.passphrase }
  } catch {
    return undefined
  }
}

const open = (texts: Texts): Pick<PairToCheck, 'certificate' | 'key' | 'passphrase'> =>
  'pkcs12' in texts ? readPkcs12(texts.pkcs12, texts.passphrase, { alias: texts.alias }) : texts

const describe = ({ keyType, keyBits, qcType, psd2Roles, notBefore, notAfter }: CertificateInfo): string =>
  [
    'The key belongs to the certificate',
    `${keyType.toUpperCase()} ${keyBits}`,
    ...(qcType === undefined ? [] : [qcType.toUpperCase()]),
    ...(psd2Roles.length === 0 ? [] : [`roles ${psd2Roles.join(', ')}`]),
    `valid ${toInstant(notBefore).slice(0, 10)} to ${toInstant(notAfter).slice(0, 10)}`,
  ].join('; ')
