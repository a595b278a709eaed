import type { NostroErrorCode } from './error-codes.ts'
import { NostroError } from './nostro-error.ts'

/** What an exchange that gave no complete answer means. */
export interface ConnectionVerdict {
  readonly error: NostroError
  /** Sending the same call once more may help, and does no harm. */
  readonly mayRetry: boolean
}

/** An exchange that gave no complete answer. */
export interface ConnectionFault {
  /** Manifest id. */
  readonly provider: string
  /** True when sending the call twice does no harm. */
  readonly idempotent: boolean
  /** False only when not one byte of the request can have left. */
  readonly maySent: boolean
  readonly traceId?: string | undefined
  /** The error of the socket, of TLS or of the HTTP parser. Only its code and name are read. */
  readonly cause: unknown
}

interface ConnectionRow {
  readonly matches: RegExp
  readonly code: NostroErrorCode
  readonly message: string
  readonly hint: string
  /** The same call may help later. False by default: these faults stay until a person changes something. */
  readonly passing?: boolean | undefined
  /** The other side refused before it read the request, also when bytes of it had left (a TLS 1.3 alert comes late). */
  readonly refusesUs?: boolean | undefined
}

/**
 * From what went wrong on a connection to an error, first fit. Names are those of OpenSSL's alerts (RFC 8446 section 6),
 * of Node's certificate checks, of undici, and of {@link ProxyRefusal}.
 */
const rows: readonly ConnectionRow[] = [
  {
    matches: /^PROXY_407$/,
    code: 'invalid_config',
    message: 'The proxy wants a user name and a password.',
    hint: 'Put both into HTTPS_PROXY: http://user:password@proxy.example:3128. The bank was not reached.',
  },
  {
    matches: /^PROXY_(502|503|504)$/,
    code: 'bank_unavailable',
    message: 'The proxy could not reach the bank.',
    hint: 'Nothing was sent. Try again; if it stays, ask the operator of the proxy, or name the host in NO_PROXY.',
    passing: true,
  },
  {
    matches: /^PROXY_\d+$/,
    code: 'bank_unavailable',
    message: 'The proxy refuses to open a tunnel to the bank.',
    hint: 'Nothing was sent. Have the bank’s host and port allowed in the proxy, or name the host in NO_PROXY if it can be reached directly.',
  },
  {
    matches: /^PROXY_UNREACHABLE/,
    code: 'bank_unavailable',
    message: 'The proxy named in HTTPS_PROXY could not be reached.',
    hint: 'Nothing was sent. Check the address in HTTPS_PROXY and that the proxy runs; hosts in NO_PROXY are reached without it.',
    passing: true,
  },
  {
    matches:
      /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE|INVALID_CA|CERT_REVOKED)$/,
    code: 'certificate_rejected',
    message: 'The server’s certificate is not signed by an authority that we trust.',
    hint: 'If the bank or simulator has its own authority, give its certificate, and those between, as the option “ca”. Otherwise the connection may be intercepted, by a proxy that opens TLS for example.',
  },
  {
    matches: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    code: 'certificate_rejected',
    message: 'The server’s certificate is outside its dates.',
    hint: 'Check the clock of this machine first; if it is right, the bank has to renew its certificate.',
  },
  {
    matches: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    code: 'certificate_rejected',
    message: 'The server’s certificate is for another host name.',
    hint: 'Check the address in the options; the name must stand in the certificate.',
  },
  {
    matches: /ALERT_NO_APPLICATION_PROTOCOL|^HTTP2_ONLY$/,
    code: 'bank_unavailable',
    message: 'The server speaks HTTP/2 only; this client speaks HTTP/1.1.',
    hint: 'Trying again does not help. Check host and port: bank interfaces speak HTTP/1.1. If a gateway of yours stands in between, enable HTTP/1.1 there.',
  },
  {
    matches: /UNSAFE_LEGACY_RENEGOTIATION_DISABLED/,
    code: 'bank_unavailable',
    message: 'The server lacks secure renegotiation (RFC 5746), without which its TLS connections can be hijacked.',
    hint: 'Trying again does not help. The server, or the gateway in front of it, has to be updated or to offer TLS 1.3; there is no option that accepts it.',
  },
  {
    matches:
      /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|INAPPROPRIATE_FALLBACK|INSUFFICIENT_SECURITY|DH_KEY_TOO_SMALL|NO_SHARED_CIPHER|WRONG_SIGNATURE_TYPE/,
    code: 'bank_unavailable',
    message: 'The server does not offer TLS 1.2 or newer with ciphers of today.',
    hint: 'Trying again does not help. Check host and port; older TLS is not supported, on purpose.',
  },
  {
    matches: /WRONG_VERSION_NUMBER|HTTP_REQUEST/,
    code: 'bank_unavailable',
    message: 'The server does not speak TLS at this port (TLS 1.2 or newer is needed).',
    hint: 'Trying again does not help. Check host and port in the options: it may be a port for plain HTTP.',
  },
  {
    matches: /UNRECOGNIZED_NAME/,
    code: 'bank_unavailable',
    message: 'The server does not know the host name that was asked for.',
    hint: 'Trying again does not help. Check the host in the options.',
  },
  {
    matches:
      /ALERT_(UNSUPPORTED_CERTIFICATE|BAD_CERTIFICATE|CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)|TLSV13_ALERT_CERTIFICATE_REQUIRED|CERTIFICATE_REQUIRED/,
    code: 'certificate_rejected',
    message: 'The bank’s server refused our TLS certificate.',
    hint: 'Check that the TLS certificate (not the signing one) is configured, unexpired, not revoked, and registered with the bank for this environment, and that its file also holds the certificates between it and its root.',
    refusesUs: true,
  },
  {
    matches: /ALERT_HANDSHAKE_FAILURE/,
    code: 'certificate_rejected',
    message: 'The bank’s server broke off the TLS handshake.',
    hint: 'Usually a missing or refused TLS certificate: check that one is configured and registered with the bank.',
    refusesUs: true,
  },
  {
    matches: /^ERR_(OSSL|SSL).*(KEY_VALUES_MISMATCH|BAD_DECRYPT|NO_START_LINE|UNSUPPORTED)/,
    code: 'certificate_rejected',
    message: 'Our TLS certificate and key cannot be used.',
    hint: 'Check that they belong together, that the files are whole, and that the passphrase is right.',
  },
  {
    matches: /^UND_ERR_INVALID_ARG$|^ERR_(INVALID_CHAR|HTTP_INVALID_HEADER_VALUE|UNESCAPED_CHARACTERS)$/,
    code: 'invalid_request',
    message: 'The request’s path or one of its headers holds characters that HTTP does not allow. Nothing was sent.',
    hint: 'Check ids, file names and header values for line breaks and characters outside ASCII.',
    refusesUs: true,
  },
  {
    matches: /^(UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)$/,
    code: 'protocol_violation',
    message: 'The headers of the answer are larger than 64 KiB.',
    hint: 'Trying again does not help. Report it to the bank with the trace id of the call.',
  },
  {
    matches: /^(HTTPParserError|HPE_.+|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/,
    code: 'protocol_violation',
    message: 'The server’s answer is not HTTP/1.1.',
    hint: 'Trying again does not help. Check host and port: a server that speaks HTTP/2 only, or another service, answers like this.',
  },
]

/** A proxy's refusal to open a tunnel (`CONNECT`, RFC 9110 section 9.3.6), or that it was not there. */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal'
  readonly code: string

  /** @param status The proxy's status; `undefined`: it could not be reached. */
  constructor(status: number | undefined, cause?: unknown) {
    super('The proxy opened no tunnel.', { cause })
    this.code = status === undefined ? 'PROXY_UNREACHABLE' : `PROXY_${status}`
  }
}

/** `code` of the error or of its causes, else the parser's name. */
const codeOf = (error: unknown): string => {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = 'code' in current ? current.code : undefined
    if (typeof code === 'string' && code !== '') return code
    if (current.name === 'HTTPParserError') return current.name
  }
  return ''
}

/** For messages: the code alone, never the text, which may hold addresses with parameters. */
export const faultName = (cause: unknown): string => codeOf(cause) || 'connection lost'

/**
 * The error for an exchange that gave no complete answer. A change whose bytes may have left is `outcome_unknown`, unless
 * the other side refused us before it read the request.
 */
export const errorForConnection = (fault: ConnectionFault): ConnectionVerdict => {
  const { provider, idempotent, maySent, traceId, cause } = fault
  const name = faultName(cause)
  const row = rows.find(({ matches }) => matches.test(name))
  if (maySent && !idempotent && row?.refusesUs !== true) {
    return { mayRetry: false, error: outcomeUnknown(provider, traceId, name) }
  }
  if (row === undefined) return { mayRetry: true, error: unavailable(provider, maySent, name) }
  const { code, message, hint, passing = false } = row
  return {
    mayRetry: passing,
    error: new NostroError({
      code,
      provider,
      message: `${message} (${name})`,
      hint,
      retryable: passing,
      sent: !maySent || row.refusesUs === true ? false : undefined,
    }),
  }
}

/** A change whose answer did not arrive. */
export const outcomeUnknown = (provider: string, traceId: string | undefined, why: string): NostroError =>
  new NostroError({
    code: 'outcome_unknown',
    provider,
    message: `The request was sent, but its answer did not arrive (${why}; trace ${traceId ?? 'none'}).`,
    hint: 'It may have taken effect. Look it up at the bank before you do anything else; never send it again without looking.',
  })

const unavailable = (provider: string, maySent: boolean, why: string): NostroError =>
  new NostroError({
    code: 'bank_unavailable',
    provider,
    message: maySent
      ? `The connection broke before the answer came (${why}).`
      : `The bank could not be reached (${why}).`,
    hint: maySent
      ? 'Nothing was changed by it. Try again.'
      : 'Nothing was sent. Check the network and the address, then try again. Behind a proxy, set HTTPS_PROXY.',
    sent: maySent ? undefined : false,
  })
