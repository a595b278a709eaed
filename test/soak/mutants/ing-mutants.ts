import { X509Certificate } from 'node:crypto'
import { ingBothParts } from './ing-both-parts.ts'
import { httpParts } from './ing-http-parts.ts'
import { jwsParts } from './ing-jws-parts.ts'
import type { Part } from './ing-part.ts'
import { type GoodRequest, headerIn, type Mutant } from './mutant.ts'
import type { Choices } from './random.ts'

const partNames = [...new Set([...ingBothParts, ...httpParts, ...jwsParts].map(({ name }) => name))]

const partsOf = (request: GoodRequest): readonly Part[] => {
  const isJws = headerIn(request, 'x-jws-signature') !== undefined
  return [...ingBothParts, ...(isJws ? jwsParts : httpParts)]
}

const serial = (keyId: string | undefined): bigint | undefined => {
  const [, hex] = /^SN=([0-9A-Fa-f]+)$/.exec(keyId ?? '') ?? []
  return hex === undefined ? undefined : BigInt(`0x${hex}`)
}

const keyIdOf = (request: GoodRequest | Mutant['request']): string | undefined =>
  /keyId="([^"]*)"/.exec(headerIn(request, 'authorization') ?? '')?.[1]

const der = (request: Mutant['request']): string =>
  (headerIn(request, 'tpp-signature-certificate') ?? '').replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')

/** Changes that change nothing of what is signed or claimed. */
const harmlessReason = (good: GoodRequest, part: string, request: Mutant['request']): string | undefined => {
  const number = serial(keyIdOf(good))
  if (part === 'key id' && number !== undefined && number === serial(keyIdOf(request))) {
    return 'the same serial number in another spelling: case of hexadecimal, leading zeros'
  }
  const scheme = (from: Mutant['request']): string =>
    (headerIn(from, 'authorization') ?? '').replace(/^bearer +/i, 'Bearer ')
  if (part === 'token' && scheme(good) === scheme(request)) {
    return 'names of authentication schemes are the same in any case of letters (RFC 9110 11.1)'
  }
  if (part === 'certificate header' && der(good) === der(request)) return 'the same certificate with other white space'
  return undefined
}

/** Whether a request has a part of this name at all. */
const has = (request: GoodRequest, name: string): boolean => {
  if (name === 'query') return request.target.includes('?')
  if (name === 'token') return headerIn(request, 'authorization')?.startsWith('Bearer ') === true
  if (name === 'certificate header') return headerIn(request, 'tpp-signature-certificate') !== undefined
  if (name === 'x-request-id' && headerIn(request, name) === undefined) return false
  return partsOf(request).some((part) => part.name === name)
}

/** One mutant of one of these requests; the same choices give the same mutant. */
export const createIngMutant = (good: readonly GoodRequest[], choices: Choices): Mutant => {
  for (;;) {
    // The part first: one that few requests have is changed as often as any other.
    const name = choices.of(partNames)
    const having = good.filter((request) => has(request, name))
    const request = choices.of(having)
    const part = choices.of(partsOf(request).filter((each) => each.name === name))
    const change = part.change(request, choices)
    if (change === undefined) continue
    const isJws = headerIn(request, 'x-jws-signature') !== undefined
    const mutant: Mutant = {
      call: request.name,
      part: part.name,
      request,
      at: request.at,
      rows: isJws ? part.jws : part.http,
      ...change,
    }
    const harmless = harmlessReason(request, part.name, mutant.request)
    return harmless === undefined ? mutant : { ...mutant, harmless }
  }
}

const isoDigest = /^SHA-(?:256=[A-Za-z0-9+/]{43}=|512=[A-Za-z0-9+/]{86}==)$/

const isCertificate = (base64: string): boolean => {
  try {
    const bytes = Buffer.from(base64, 'base64')
    return bytes.toString('base64') === base64 && new X509Certificate(bytes).publicKey.type === 'public'
  } catch {
    return false
  }
}

/** The status that the reference page gives to a row; where it gives two, the request decides. */
export const ingStatusOf = (row: string, { request }: Mutant): number => {
  if (row === '22' || row === '31') {
    const digest = headerIn(request, 'digest') ?? ''
    const value = digest.slice(8)
    return isoDigest.test(digest) && Buffer.from(value, 'base64').toString('base64') === value ? 401 : 400
  }
  if (row === '24') return isCertificate(der(request)) ? 401 : 400
  const status: Readonly<Record<string, number>> = { 3: 400, 4: 404, 5: 405, 6: 406, 7: 400, 13: 403, 20: 400 }
  return status[row] ?? 401
}

/** What a refusal says was changed where no signature covers it. */
export const ingPartOf = (row: string): string | undefined => (row === '9' || row === '10' ? 'token' : undefined)
