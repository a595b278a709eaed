import type { BankResponse } from '../contracts/http-message.ts'
import type { WireFault } from './wire-fault.ts'

/** So much of a page is looked at. */
const lookedAt = 4_096

interface PageRow {
  readonly statuses?: readonly number[] | undefined
  readonly text?: RegExp | undefined
  readonly fault: WireFault
}

const certificate = 'Check that the TLS certificate (not the signing one) is configured, unexpired'

/** Pages of what stands in front of a bank: nginx, load balancers, firewalls, proxies. First fit. */
const rows: readonly PageRow[] = [
  {
    text: /No required SSL certificate was sent|SSL certificate error|client certificate (?:is )?required/i,
    fault: {
      code: 'certificate_rejected',
      message: 'the gateway in front of the bank got no client certificate or refused it',
      hint: `${certificate}, and registered with the bank for this environment.`,
      retryable: false,
    },
  },
  {
    text: /plain HTTP request was sent to (?:an )?(?:HTTPS|SSL-enabled) port/i,
    fault: {
      code: 'invalid_config',
      message: 'the server wants TLS at this port',
      hint: 'Check scheme and port of the address in the options.',
      retryable: false,
    },
  },
  {
    text: /Request Header Or Cookie Too Large/i,
    fault: {
      code: 'invalid_request',
      message: 'the headers of the request are too large for the gateway in front of the bank',
      hint: 'Nothing was done. Usually a token or a certificate in a header is too long.',
      retryable: false,
    },
  },
  {
    statuses: [403, 406],
    fault: {
      code: 'forbidden',
      message: 'refused by a firewall or gateway in front of the bank: the answer is a web page',
      hint: `This is not about scopes or consent. ${certificate} and registered; then ask the bank whether it blocks this address.`,
      retryable: false,
    },
  },
  {
    statuses: [404, 405],
    fault: {
      code: 'not_found',
      message: 'a gateway in front of the bank does not know this path: the answer is a web page',
      hint: 'Check the address in the options: host and first part of the path.',
      retryable: false,
    },
  },
]

/**
 * Whether a web page came where an interface answers JSON: a proxy's, a firewall's, a gateway's.
 *
 * @example
 * isWebPage(response) // true for an HTML page of a gateway
 */
export const isWebPage = ({ headers, body }: Pick<BankResponse, 'headers' | 'body'>): boolean => {
  const type = headers['content-type']?.toLowerCase() ?? ''
  if (type.includes('json')) return false
  return type.includes('html') || /^[\s\ufeff]{0,64}<(?:!doctype|html|head|body|h1|title)\b/i.test(startOf(body, 256))
}

/**
 * What the page of something in front of the bank says; undefined when the bank itself may have answered.
 *
 * @example
 * pageFaultOf(response)?.code // 'certificate_rejected'
 */
export const pageFaultOf = (response: BankResponse): WireFault | undefined => {
  if (!isWebPage(response)) return undefined
  const text = startOf(response.body, lookedAt)
  return rows.find(
    (row) => (row.statuses?.includes(response.status) ?? true) && (row.text === undefined || row.text.test(text)),
  )?.fault
}

const startOf = (body: Uint8Array, size: number): string => String.fromCharCode(...body.subarray(0, size))
