import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { NostroError } from '@nostro/core'
import {
  type CapturedRequest,
  type Explanation,
  explainBankIdRequest,
  explainRequest,
  isBankIdRequest,
  parseCapturedRequest,
} from '@nostro/simulators/verify'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText } from '../render/harmless.ts'
import { renderVerdict, type Verdict } from '../render/render-verdict.ts'
import type { Terminal } from '../terminal.ts'

export interface CapturedOptions {
  readonly captured: string
  readonly certificate?: string
  readonly publicKey?: string
  readonly keyId?: string
  readonly now?: number
  readonly json?: boolean
}

const usage = (message: string, hint: string): NostroError => new NostroError({ code: 'invalid_config', message, hint })

const readBytes = (path: string, { cwd }: Terminal): Buffer => {
  try {
    return readFileSync(resolve(cwd, path))
  } catch {
    throw usage(`${path} cannot be read.`, 'Check the path and who may read the file.')
  }
}

const readKey = ({ certificate, publicKey }: CapturedOptions, terminal: Terminal): { path: string; pem: string } => {
  const path = certificate ?? publicKey
  if (path === undefined || (certificate !== undefined && publicKey !== undefined)) {
    throw usage('The signature is held against one key.', 'Add --certificate FILE or --public-key FILE, one of them.')
  }
  const pem = readBytes(path, terminal).toString()
  if (!pem.includes('PRIVATE KEY')) return { path, pem }
  throw usage(`${path} holds a private key.`, 'A certificate or public key is all that is needed here.')
}

/** So much text on either side of the first differing byte is shown: what was captured may be confidential. */
const around = 24

const excerpt = (text: string, at: number): string => {
  const bytes = Buffer.from(text)
  const [from, to] = [Math.max(0, at - around), Math.min(bytes.length, at + around)]
  return `${from > 0 ? '…' : ''}${bytes.subarray(from, to).toString()}${to < bytes.length ? '…' : ''}`
}

const toVerdict = ({ expected: _expected, signed: _signed, difference, ...rest }: Explanation): Verdict => {
  if (difference === undefined) return rest
  const { at, signed, received } = difference
  return { ...rest, difference: { at, signed: excerpt(signed, at), received: excerpt(received, at) } }
}

/** Says offline whether a captured request's signature holds (exit code 0 or 1) and, where it does not, why. */
export const signExplainCaptured = async (options: CapturedOptions, terminal: Terminal): Promise<ExitCode> => {
  const request = parseCapturedRequest(readBytes(options.captured, terminal))
  if (typeof request === 'string') {
    throw usage(request, 'The file holds the request line, the headers, an empty line and the body, as sent.')
  }
  const verdict = toVerdict(
    isBankIdRequest(request) ? explainBankIdRequest(request) : explainSigned(request, options, terminal),
  )
  terminal.out(options.json === true ? jsonText(verdict) : renderVerdict(verdict, terminal))
  return verdict.ok ? exitCode.ok : exitCode.failed
}

const explainSigned = (request: CapturedRequest, options: CapturedOptions, terminal: Terminal): Explanation => {
  const key = readKey(options, terminal)
  const clientId = options.keyId ?? terminal.env['NOSTRO_ING_CLIENT_ID'] ?? terminal.env['PSD2_CLIENT_ID']
  return judge(key.path, {
    request,
    key: key.pem,
    clientId,
    now: options.now,
  })
}

const judge = (path: string, input: Parameters<typeof explainRequest>[0]): Explanation => {
  try {
    return explainRequest(input)
  } catch {
    throw usage(`${path} holds no certificate or public key that can be read.`, 'It must be PEM.')
  }
}
