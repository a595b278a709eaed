import type { TlsIdentity, TlsIdentitySource } from '../contracts/transport.ts'
import type { Schema, SchemaIssue } from '../parsing/parse-response.ts'
import { checkOptions, type OptionsOf } from './check-options.ts'
import { isTlsIdentitySource } from './is-tls-identity-source.ts'

/**
 * The option that says who we are to TLS: PEM texts, PKCS#12 bytes, or a source of either. A source is taken as it is.
 * @throws NostroError `invalid_config` naming the member and how to fix it
 *
 * @example
 * const tls = checkTlsIdentity(options.tls, { provider: 'ing', name: 'ING', taker: 'createIngProvider', at: 'tls' })
 */
export const checkTlsIdentity = (
  value: unknown,
  options: OptionsOf & { readonly at: string },
): TlsIdentity | TlsIdentitySource =>
  isTlsIdentitySource(value) ? value : checkOptions(tlsIdentitySchema, value, options)

type Rule = readonly [isGood: (value: unknown) => boolean, message: string]

const isText = (value: unknown): boolean => typeof value === 'string'
/** A path is named here; what a longer text is in place of PEM, its reader says better. */
const isPem = (value: unknown): boolean =>
  typeof value === 'string' && (value.replaceAll('\0', '').includes('-----BEGIN ') || value.length > 512)

const pemForm: Readonly<Record<string, Rule>> = {
  certificate: [isPem, 'must be the text of a PEM certificate, not a path'],
  key: [isPem, 'must be the text of a PEM private key, not a path'],
  passphrase: [(value) => value === undefined || isText(value), 'must be the passphrase of the key'],
}
const pkcs12Form: Readonly<Record<string, Rule>> = {
  pkcs12: [(value) => value instanceof Uint8Array, 'must be the bytes of a PKCS#12 file, not a path'],
  passphrase: [isText, 'must be the passphrase of the PKCS#12 file'],
  alias: [(value) => value === undefined || isText(value), 'must be the name of a pair in the PKCS#12 file'],
}

/** By the form that is meant: what a union of the two says names neither. */
const tlsIdentitySchema: Schema<TlsIdentity> = {
  safeParse: (value) => {
    if (typeof value !== 'object' || value === null) {
      return failure([{ path: [], message: 'must be {certificate, key, passphrase?} or {pkcs12, passphrase, alias?}' }])
    }
    const members: Readonly<Record<string, unknown>> = { ...value }
    const given = Object.entries(members).filter(([, member]) => member !== undefined)
    if (
      Object.hasOwn(members, 'pkcs12') &&
      given.some(([name]) => Object.hasOwn(pemForm, name) && name !== 'passphrase')
    ) {
      return failure([
        { path: [], message: 'must be {certificate, key, passphrase?} or {pkcs12, passphrase, alias?}, not both' },
      ])
    }
    const form = 'pkcs12' in value ? pkcs12Form : pemForm
    const wrong = Object.entries(form).find(([name, [isGood]]) => !isGood(members[name]))
    if (wrong !== undefined) return failure([{ path: [wrong[0]], message: wrong[1][1] }])
    const keys = Object.keys(members).filter((name) => !Object.hasOwn(form, name))
    if (keys.length > 0) return failure([{ path: [], message: 'is not known', keys }])
    return { success: true, data: Object.fromEntries(given) as unknown as TlsIdentity }
  },
}

const failure = (issues: readonly (SchemaIssue & { readonly keys?: readonly string[] | undefined })[]) =>
  ({ success: false, error: { issues } }) as const
