import { NostroError } from '../../errors/nostro-error.ts'

const serverCertificateCodes = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
  'CERT_REVOKED',
])

const rows: readonly {
  readonly matches: (code: string) => boolean
  readonly message: string
  readonly hint: string
}[] = [
  {
    matches: (code) => serverCertificateCodes.has(code),
    message: 'The server’s certificate is not signed by an authority that we trust.',
    hint: 'If the bank or simulator has its own authority, give its certificate, and those between, as the option “ca”. Otherwise somebody may be in between.',
  },
  {
    matches: (code) => code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID',
    message: 'The server’s certificate is outside its dates.',
    hint: 'Check the clock of this machine first; if it is right, the bank has to renew its certificate.',
  },
  {
    matches: (code) => code === 'ERR_TLS_CERT_ALTNAME_INVALID',
    message: 'The server’s certificate is for another host name.',
    hint: 'Check the address in the options; the name must stand in the certificate.',
  },
  {
    matches: (code) =>
      /ALERT_(UNSUPPORTED_CERTIFICATE|BAD_CERTIFICATE|CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)|TLSV13_ALERT|CERTIFICATE_REQUIRED/.test(
        code,
      ),
    message: 'The bank’s server refused our TLS certificate.',
    hint: 'Check that the TLS certificate (not the signing one) is configured, unexpired, not revoked, and registered with the bank for this environment, and that its file also holds the certificates between it and its root.',
  },
  {
    matches: (code) => /ALERT_HANDSHAKE_FAILURE/.test(code),
    message: 'The bank’s server broke off the TLS handshake.',
    hint: 'Usually a missing or refused TLS certificate: check that one is configured and registered with the bank.',
  },
  {
    matches: (code) => /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|WRONG_VERSION_NUMBER|NO_PROTOCOLS_AVAILABLE/.test(code),
    message: 'The server does not speak TLS 1.2 or newer at this address.',
    hint: 'Check scheme and port. Older TLS versions are not supported, on purpose.',
  },
  {
    matches: (code) =>
      /^ERR_(OSSL|SSL)/.test(code) && /KEY_VALUES_MISMATCH|BAD_DECRYPT|NO_START_LINE|UNSUPPORTED/.test(code),
    message: 'Our TLS certificate and key cannot be used.',
    hint: 'Check that they belong together, that the files are whole, and that the passphrase is right.',
  },
]

/** `code` of the error or of its causes. */
const codeOf = (error: unknown): string => {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as NodeJS.ErrnoException).code
    if (typeof code === 'string') return code
  }
  return ''
}

/** Undefined for an ordinary network fault: what that means depends on whether the request may have left. */
export const certificateFault = (cause: unknown, provider: string): NostroError | undefined => {
  const code = codeOf(cause)
  const row = rows.find(({ matches }) => matches(code))
  if (row === undefined) return undefined
  return new NostroError({
    code: 'certificate_rejected',
    provider,
    message: `${row.message} (${code})`,
    hint: row.hint,
  })
}

/** For messages: the code alone, never the text, which may hold addresses with parameters. */
export const faultName = (cause: unknown): string => codeOf(cause) || 'connection lost'
