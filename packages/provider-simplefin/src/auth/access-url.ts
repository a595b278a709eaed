import { invalidField } from '@nostro/provider-kit'
import { simpleFin } from '../api/bank.ts'

/** The parts of an access URL. All of it is a secret. */
export interface AccessUrl {
  readonly origin: string
  /** Path of the server's root, without a slash at its end. */
  readonly path: string
  readonly user: string
  readonly password: string
}

/** No part of what was given stands in the error: it is a secret. */
const refuse = (field: string, problem: string, hint: string) => invalidField(simpleFin, { field, problem, hint })

/**
 * Reads `https://USER:PASSWORD@host/simplefin`; user and password may be percent-encoded.
 * @throws NostroError `invalid_request` that does not repeat it
 *
 * @example
 * parseAccessUrl('https://u:p@bridge.example/simplefin') // { origin: 'https://bridge.example', path: '/simplefin', user: 'u', password: 'p' }
 */
export const parseAccessUrl = (text: string, field = 'accessUrl'): AccessUrl => {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (url === undefined)
    throw refuse(field, 'is no URL', 'Paste the whole access URL, https://USER:PASSWORD@host/simplefin.')
  if (url.protocol !== 'https:') throw refuse(field, 'is not https', 'A SimpleFIN server is reached by https alone.')
  if (url.username === '' || url.password === '')
    throw refuse(field, 'has no user and password', 'Paste the whole access URL, not the address of the web site.')
  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  }
  return {
    origin: url.origin,
    path: url.pathname.replace(/\/+$/, ''),
    user: decode(url.username),
    password: decode(url.password),
  }
}

/**
 * The claim URL within a setup token (Base64).
 * @throws NostroError `invalid_request` that does not repeat it
 */
export const parseSetupToken = (text: string): URL => {
  const compact = text.replace(/\s+/g, '')
  const claim = Buffer.from(compact, 'base64').toString('utf8').trim()
  const field = 'input.setupToken'
  if (!/^[A-Za-z0-9+/_-]+=*$/.test(compact) || !URL.canParse(claim)) {
    throw refuse(field, 'is no setup token', 'Copy the whole text that the server shows, without quotation marks.')
  }
  const url = new URL(claim)
  if (url.protocol !== 'https:' || url.username !== '') {
    throw refuse(field, 'does not lead to an https address', 'Make a new setup token at the server.')
  }
  return url
}
