import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { refuse } from '../refusal.ts'

/** All that the next page needs; it stands in the key itself. */
export interface Continuation {
  readonly session: string
  readonly uid: string
  /** Hash of all other parameters of the first request. */
  readonly parameters: string
  /** The next position to look at. */
  readonly position: number
  /** Pages without entries that are still to come. */
  readonly empty: number
  /** The time of the first page, epoch milliseconds: what books meanwhile does not change sides. */
  readonly asOf: number
}

const macOf = (secret: Buffer, text: string): string =>
  createHmac('sha256', secret).update(text).digest().subarray(0, 12).toString('base64url')

/** Only `[A-Za-z0-9._~-]`: the official PHP sample puts a key into the address as it is. */
export const sealKey = (secret: Buffer, key: Continuation): string => {
  const text = Buffer.from(JSON.stringify(key)).toString('base64url')
  return `${text}.${macOf(secret, text)}`
}

export const hashParameters = (query: URLSearchParams): string => {
  const others = [...query].filter(([name]) => name !== 'continuation_key').map(([name, value]) => `${name}=${value}`)
  return createHash('sha256').update(others.toSorted().join('&')).digest('base64url').slice(0, 16)
}

const isGenuine = (secret: Buffer, text: string, mac: string): boolean => {
  const [one, other] = [Buffer.from(mac), Buffer.from(macOf(secret, text))]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Check 37: a key of this session and account, with all other parameters as they were. */
export const openKey = (
  secret: Buffer,
  sealed: string,
  here: Pick<Continuation, 'session' | 'uid' | 'parameters'>,
): Continuation => {
  const wrong = (reason: string, message?: string): never =>
    refuse({ row: 37, status: 422, error: 'WRONG_CONTINUATION_KEY', message, reason, received: sealed.slice(0, 40) })
  const [text = '', mac = ''] = sealed.split('.')
  if (!isGenuine(secret, text, mac)) return wrong('The key was not given out here')
  const key = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Continuation
  if (key.session !== here.session) return wrong('The key is that of another session')
  if (key.uid !== here.uid) return wrong('The key is that of another account')
  if (key.parameters !== here.parameters) {
    return wrong('Another parameter has changed', 'Request is not the same as in continuationKey')
  }
  return key
}
