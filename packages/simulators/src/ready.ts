import type { BankName } from './http/bank-name.ts'
import type { BankIdFiles, IngFiles, PemFiles } from './pki/write-pem-files.ts'
import type { Environment, Profile } from './profile.ts'
import type { RequestedReady } from './requested-ready.ts'

/**
 * What other programs need to use running simulators: the line that `nostro simulators start` prints. Its keys are
 * relied on. All files are absolute paths under `dir`; no URL ends in `/`; a bank that was not started is absent.
 */
export interface Ready extends RequestedReady {
  readonly profile: Profile
  readonly environment: Environment
  readonly dir: string
  /** The CA of the three servers' certificates. */
  readonly ca: string
  /** Plain HTTP on 127.0.0.1. */
  readonly control: string
  readonly ing?: IngFiles & {
    readonly url: string
    /** Append `/NL` or another country. */
    readonly authorizeUrl: string
    readonly clientId: string
    readonly redirectUris: readonly string[]
  }
  readonly bunq?: {
    /** Ends in `/v1`. */
    readonly url: string
    /** The consent page for a browser; `POST /bunq/consents` does what a browser would. */
    readonly oauthAuthorizeUrl: string
    readonly oauthTokenUrl: string
  }
  /** `url` ends in `/rp/v6.0`; `passphrase` is that of the PKCS#12 file. */
  readonly bankid?: BankIdFiles & { readonly url: string; readonly passphrase: string }
}

export interface ReadyParts extends Pick<Ready, 'profile' | 'environment' | 'dir' | 'control'> {
  readonly origins: Partial<Record<BankName, string>>
  readonly files: PemFiles
  readonly clientId: string
  readonly redirectUris: readonly string[]
  readonly passphrase: string
}

const bunqUrls = (origin: string) => ({
  url: `${origin}/v1`,
  oauthAuthorizeUrl: `${origin}/auth`,
  oauthTokenUrl: `${origin}/v1/token`,
})

export const toReady = (parts: ReadyParts): Ready => {
  const { profile, environment, dir, control, origins, files, clientId, redirectUris, passphrase } = parts
  const url = origins.ing ?? ''
  return {
    profile,
    environment,
    dir,
    ca: files.ca,
    control,
    ...(files.ing === undefined
      ? {}
      : { ing: { url, authorizeUrl: `${url}/authorize/v2`, clientId, redirectUris, ...files.ing } }),
    ...(origins.bunq === undefined ? {} : { bunq: bunqUrls(origins.bunq) }),
    ...(files.bankid === undefined
      ? {}
      : { bankid: { url: `${origins.bankid}/rp/v6.0`, ...files.bankid, passphrase } }),
  }
}
