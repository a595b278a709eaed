import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type HttpMethod,
  NostroError,
  type OutgoingRequest,
  type RequestSigner,
  type SignatureExplanation,
  type SigningKey,
  toRequest,
  toRequestWithBody,
} from '@nostro/core'
import { createSigningKey, readCertificate } from '@nostro/core/node'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText } from '../render/harmless.ts'
import { renderExplanation } from '../render/render-explanation.ts'
import type { Terminal } from '../terminal.ts'

export interface SignExplainOptions {
  readonly args: readonly string[]
  readonly captured?: string
  readonly publicKey?: string
  readonly method?: string
  readonly url?: string
  readonly header?: readonly string[]
  readonly body?: string
  readonly key?: string
  readonly certificate?: string
  readonly scheme: 'http' | 'jws'
  readonly keyId?: string
  readonly now?: number
  readonly json?: boolean
}

/** ING's sandbox application, where no other client id is known (ING's guide). */
const sandboxClientId = '5ca1ab1e-c0ca-c01a-cafe-154deadbea75'

/** What must be given to sign a request. */
interface Signing extends SignExplainOptions {
  readonly bank: 'ing' | 'bunq'
  readonly method: string
  readonly url: string
  readonly key: string
}

const toSigning = (options: SignExplainOptions): Signing => {
  const { method, url, key } = options
  const [bank] = options.args
  if (bank !== undefined && bank !== 'ing' && bank !== 'bunq') throw signsNothing(bank)
  if (bank !== undefined && method !== undefined && url !== undefined && key !== undefined) {
    return { ...options, bank, method, url, key }
  }
  const missing = Object.entries({ 'the bank': bank, '--method': method, '--url': url, '--key': key })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
  throw usage(
    `Not all is said of what is to be explained: ${missing.join(', ')} is missing.`,
    'Give a bank with --method, --url and --key to see what is signed, or --captured FILE to judge a request.',
  )
}

const signsNothing = (bank: string): NostroError =>
  usage(
    `“${bank.slice(0, 40)}” signs no requests here.`,
    'Use “ing” or “bunq”. BankID identifies its clients by their TLS certificate alone.',
  )

/** Shows what is signed for a request, without sending anything; or judges one that was captured. */
export const signExplain = async (given: SignExplainOptions, terminal: Terminal): Promise<ExitCode> => {
  if (given.captured !== undefined) {
    const { signExplainCaptured } = await import('./sign-explain-captured.ts')
    return signExplainCaptured({ ...given, captured: given.captured }, terminal)
  }
  const options = toSigning(given)
  const request = toOutgoing(options, terminal)
  const signer = await signerFor(options, request, terminal)
  const explanation = await signer.explain(request, { now: momentOf(options, request) })
  terminal.out(options.json === true ? jsonText(toJson(explanation)) : renderExplanation(explanation, terminal))
  return exitCode.ok
}

const usage = (message: string, hint: string): NostroError => new NostroError({ code: 'invalid_config', message, hint })

const readText = (path: string, { cwd }: Terminal): Buffer => {
  try {
    return readFileSync(resolve(cwd, path))
  } catch {
    throw usage(`${path} cannot be read.`, 'Check the path and who may read the file.')
  }
}

const methods: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const toOutgoing = ({ method, url, header = [], body }: Signing, terminal: Terminal): OutgoingRequest => {
  const known = methods.find((candidate) => candidate === method.toUpperCase())
  if (known === undefined) throw usage(`“${method}” is not a method.`, `Use one of ${methods.join(', ')}.`)
  const match = /^(https?:\/\/[^/?#]+)?(\/[^#]*)?$/.exec(url)
  if (match === null) throw usage(`“${url}” is not a URL.`, 'Write https://host/path?query, or just /path?query.')
  const headers = Object.fromEntries(header.map(parseHeader))
  const parts = { method: known, origin: match[1] ?? 'https://api.example', target: match[2] ?? '/', headers }
  return body === undefined ? toRequest(parts) : toRequestWithBody(parts, readText(body, terminal))
}

const parseHeader = (line: string): [string, string] => {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*?)\s*$/.exec(line)
  if (match === null) throw usage(`“${line}” is not a header.`, "Write --header 'Name: value'.")
  return [match[1] ?? '', match[2] ?? '']
}

const headerOf = ({ headers }: OutgoingRequest, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]

/** `--now`, else the request's own Date, else the moment of the call. */
const momentOf = ({ now }: SignExplainOptions, request: OutgoingRequest): number => {
  const date = Date.parse(headerOf(request, 'date') ?? '')
  return now ?? (Number.isNaN(date) ? Date.now() : date)
}

const signerFor = async (options: Signing, request: OutgoingRequest, terminal: Terminal): Promise<RequestSigner> => {
  const key = createSigningKey(readText(options.key, terminal).toString(), terminal.env['NOSTRO_KEY_PASSPHRASE'])
  if (options.bank === 'ing') return ingSigner(options, request, key, terminal)
  const { createBodySigner } = await import('@nostro/provider-bunq')
  return createBodySigner(key)
}

const ingSigner = async (
  { certificate, scheme, keyId }: SignExplainOptions,
  request: OutgoingRequest,
  key: SigningKey,
  terminal: Terminal,
): Promise<RequestSigner> => {
  const { createDetachedJwsSigner, createHttpSignatureSigner } = await import('@nostro/provider-ing')
  const read = certificate === undefined ? undefined : readCertificate(readText(certificate, terminal).toString())
  if (scheme === 'jws') {
    if (read === undefined) throw usage('A detached JWS names its certificate.', 'Add --certificate FILE.')
    return createDetachedJwsSigner({ key, certificateSha256: read.sha256 })
  }
  const isTokenRequest =
    /^\/oauth2\/token(\?|$)/.test(request.target) && headerOf(request, 'authorization') === undefined
  // The first token request is signed in the name of the certificate, everything later in the name of the client.
  const id =
    keyId ??
    (isTokenRequest && read !== undefined
      ? `SN=${read.serialNumber}`
      : (terminal.env['NOSTRO_ING_CLIENT_ID'] ?? terminal.env['PSD2_CLIENT_ID'] ?? sandboxClientId))
  return createHttpSignatureSigner({ key, keyId: () => id, placement: isTokenRequest ? 'authorization' : 'signature' })
}

const toJson = ({ signingInput, ...rest }: SignatureExplanation): object => ({
  ...rest,
  signingInput: Buffer.from(signingInput).toString(),
  signingInputBase64: Buffer.from(signingInput).toString('base64'),
})
