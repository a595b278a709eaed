import { createHash, timingSafeEqual } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { NostroError, type Random } from '@nostro/core'
import type { CompletionData } from '../api/schemas.ts'

export interface ReturnUrl {
  /** For the order's `returnUrl`: the page's own address with the nonce in its fragment, which no server sees. */
  readonly url: string
  /** Keep it in the browser's session on the server. */
  readonly nonce: string
}

/**
 * An address for the order's `returnUrl`, with a nonce that proves later that the window belongs to the login.
 *
 * @param random the services' own: `createNodeServices().random`
 * @throws NostroError `invalid_request` when the page's address is not absolute, or the whole is over 512 characters
 * @example const { url, nonce } = createReturnUrl('https://rp.example/login', createNodeServices().random)
 */
export const createReturnUrl = (pageUrl: string, random: Random): ReturnUrl => {
  if (typeof (random as Random | undefined)?.bytes !== 'function') {
    throw missing('createReturnUrl', 'random', 'Give `createNodeServices().random` of @nostro/core/node.')
  }
  if (typeof pageUrl !== 'string') throw missing('createReturnUrl', 'pageUrl', 'Give the whole address of the page.')
  const nonce = Buffer.from(random.bytes(24)).toString('base64url')
  const parsed = URL.canParse(pageUrl) ? new URL(pageUrl) : undefined
  if (parsed !== undefined) parsed.hash = `nonce=${nonce}`
  const url = parsed?.href ?? ''
  if (url !== '' && url.length <= 512) return { url, nonce }
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: 'The page to return to is not an absolute URL of at most 512 characters, nonce included.',
    hint: 'Give the whole address of the page, such as https://rp.example/login.',
  })
}

/** What was expected of a return from the app, and what came back. */
export interface ReturnFacts {
  /** The nonce of the session that started the order; absent where the person was not sent back (QR). */
  readonly expectedNonce?: string | undefined
  /** What came back. */
  readonly receivedNonce?: string | undefined
  /** The address from which the order was started. */
  readonly endUserIp: string
  readonly completionData: CompletionData
  /** Started by link on the same device; by QR code the addresses normally differ and are not compared. */
  readonly sameDevice: boolean
  /** `web.deviceIdentifier` at the start and now, where the service keeps one. */
  readonly deviceIdentifier?: { readonly atStart: string; readonly now: string } | undefined
}

/** One check of a return from the app, and what came of it. */
export interface ReturnCheck {
  readonly name: 'nonce' | 'ip-address' | 'device'
  readonly ok: boolean
  readonly detail: string
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
/** Nothing equals nothing: an empty value is one that got lost. */
const same = (a: string, b: string): boolean => a !== '' && timingSafeEqual(digest(a), digest(b))

/** One spelling for each address: IPv6 in its shortest form, IPv4 inside IPv6 as IPv4. */
const plain = (address: string): string => {
  const v4 = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  return isIPv6(v4) ? new URL(`http://[${v4}]/`).hostname : v4
}

/**
 * Did the person who signed start the order? Guards against session fixation. `report` gives the checks as they are:
 * networks change addresses, so an address alone is a sign of risk, no proof.
 *
 * @param mode `strict` when absent
 * @throws NostroError `verification_failed` naming the check, in `strict`; `invalid_request` for facts that are missing
 * @example checkReturn({ expectedNonce, receivedNonce, endUserIp, completionData, sameDevice: true }, 'strict')
 */
export const checkReturn = (facts: ReturnFacts, mode: 'strict' | 'report' = 'strict'): readonly ReturnCheck[] => {
  requireFacts(facts, mode)
  const checks = returnChecks(facts)
  const wrong = checks.find(({ ok }) => !ok)
  if (mode === 'report' || wrong === undefined) return checks
  throw new NostroError({
    code: 'verification_failed',
    provider: 'bankid',
    message: `The order may have been started by somebody else (${wrong.name}): ${wrong.detail}.`,
    hint: 'Do not log the person in. Start a new order in the person’s own browser.',
  })
}

const requireFacts = (facts: Partial<ReturnFacts> | undefined, mode: unknown): void => {
  const call = 'checkReturn'
  if (typeof facts !== 'object' || facts === null) throw missing(call, 'facts', 'Give an object of facts.')
  const { endUserIp, completionData, sameDevice } = facts
  if (typeof endUserIp !== 'string')
    throw missing(call, 'endUserIp', 'Give the address that the order was started with.')
  if (typeof completionData !== 'object' || completionData === null) {
    throw missing(call, 'completionData', 'Give `completionData` of the order’s result.')
  }
  if (typeof sameDevice !== 'boolean')
    throw missing(call, 'sameDevice', 'Say true for a start link, false for a QR code.')
  if (mode !== 'strict' && mode !== 'report') throw missing(call, 'mode', 'Say “strict” or “report”.')
}

const missing = (call: string, name: string, hint: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `${call}: \`${name}\` is missing or of another kind than wanted.`,
    hint,
  })

const returnChecks = (facts: ReturnFacts): readonly ReturnCheck[] => {
  const { expectedNonce, receivedNonce, endUserIp, completionData, sameDevice, deviceIdentifier } = facts
  const address = completionData.device?.ipAddress
  const checks: ReturnCheck[] = []
  // One that came without having been sent is checked as well: the session that knows it is another one.
  if (expectedNonce !== undefined || receivedNonce !== undefined) {
    const ok = expectedNonce !== undefined && receivedNonce !== undefined && same(expectedNonce, receivedNonce)
    checks.push({ name: 'nonce', ok, detail: ok ? 'the session’s own' : 'missing, or of another session' })
  }
  if (sameDevice) {
    const ok = address != null && plain(address) === plain(endUserIp)
    checks.push({
      name: 'ip-address',
      ok,
      detail: ok ? 'the same' : 'the app was at another address, or BankID gave none',
    })
  }
  if (deviceIdentifier !== undefined) {
    const ok = same(deviceIdentifier.atStart, deviceIdentifier.now)
    checks.push({ name: 'device', ok, detail: ok ? 'the same browser' : 'another browser' })
  }
  return checks
}
