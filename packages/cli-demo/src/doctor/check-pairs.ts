import { readFileSync } from 'node:fs'
import { toInstant } from '@nostro/core'
import { type CertificateInfo, checkPair, decodeText, type PairToCheck, readPkcs12 } from '@nostro/core/node'
import type { Config, IdentityConfig } from '../config/config-schema.ts'
import { type Finding, failedBy } from './finding.ts'

/** Dates, roles, kind and strength of each certificate, and whether the key is its own. Asks nobody. */
export const checkPairs = ({ ing, bankid }: Config, now: number): readonly Finding[] => [
  ...(ing === undefined
    ? []
    : [
        ...checkOne('ing', 'tls', ing.tls, { usage: 'tls', ...strictIn(ing.environment), now }),
        ...checkOne('ing', 'signing', ing.signing, { usage: 'signing', ...strictIn(ing.environment), now }),
      ]),
  ...(bankid === undefined
    ? []
    : checkOne('bankid', 'identity', bankid.identity, { ...strictIn(bankid.environment), now })),
]

/** A simulator or proxy may stand in for production, but a test certificate is never meant for it. */
const strictIn = (environment: 'sandbox' | 'test' | 'production'): { readonly allowTest: boolean } => ({
  allowTest: environment !== 'production',
})

const checkOne = (
  area: string,
  name: string,
  files: IdentityConfig,
  expected: Pick<PairToCheck, 'usage' | 'allowTest' | 'now'>,
): readonly Finding[] => {
  const subject = `${name} pair`
  const texts = textsOf(files)
  // A file that cannot be read is told about as a file.
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
  | { readonly certificate: string; readonly key: string; readonly passphrase?: string }

const textsOf = (files: IdentityConfig): Texts | undefined => {
  try {
    if ('pkcs12' in files) return { ...files, pkcs12: readFileSync(files.pkcs12) }
    const [certificate, key] = [decodeText(readFileSync(files.certificate)), decodeText(readFileSync(files.key))]
    return { certificate, key, ...(files.passphrase === undefined ? {} : { passphrase: files.passphrase }) }
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
