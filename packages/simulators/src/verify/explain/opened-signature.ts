import { isUtf8 } from 'node:buffer'
import { constants, createHash, hash, type KeyObject, publicDecrypt, verify } from 'node:crypto'

/** How much searching is left; shared by all steps of one explanation. */
export interface Effort {
  left: number
  /** The text that was found to be the one signed, once a try has hit. */
  hit?: string
}

/** What can be read out of a signature with the public key alone. */
export interface OpenedSignature {
  /** `unknown` for ECDSA, which hides what was signed. */
  readonly padding: 'pkcs1' | 'pss' | 'unknown'
  readonly hash: string
  readonly saltLength?: number
  /** True for PKCS #1 v1.5 without the name of the hash around it. */
  readonly isBare?: true
  /** Whether this text, in UTF-8, is the one that was signed. */
  verifies(text: string | Uint8Array): boolean
  /** The same for a text that is only tried: takes from the effort, and ends the search when none is left. */
  signs(text: string | Uint8Array): boolean
}

/** DER before the hash in a PKCS #1 v1.5 signature (RFC 8017 9.2, note 1). */
const prefixes: readonly (readonly [name: string, prefix: string])[] = [
  ['sha256', '3031300d060960864801650304020105000420'],
  ['sha384', '3041300d060960864801650304020205000430'],
  ['sha512', '3051300d060960864801650304020305000440'],
  ['sha1', '3021300906052b0e03021a05000414'],
]

const lengths: readonly (readonly [name: string, bytes: number])[] = [
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
]

/** RFC 8017 B.2.1 */
const mask = (name: string, seed: Buffer, length: number): Buffer => {
  const blocks: Buffer[] = []
  for (let counter = 0; blocks.length * seed.length < length; counter++) {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    blocks.push(createHash(name).update(seed).update(count).digest())
  }
  return Buffer.concat(blocks).subarray(0, length)
}

interface ReadPss {
  readonly name: string
  readonly salt: Buffer
  /** The hash over the salt. */
  readonly inner: Buffer
  /** Zero bytes before the salt. By chance there are none: of two readings the one with more of them is right. */
  readonly zeros: number
}

/** Salt and hash (RFC 8017 9.1.2), where the bytes read as that form; with the wrong hash they do in one of 128 cases. */
const readPss = (message: Buffer, name: string, size: number): ReadPss | undefined => {
  if (message.at(-1) !== 0xbc || message.length < 2 * size + 2) return undefined
  const inner = message.subarray(message.length - size - 1, -1)
  const masked = message.subarray(0, message.length - size - 1)
  const open = mask(name, inner, masked.length).map((byte, at) => byte ^ (masked[at] ?? 0))
  open[0] = (open[0] ?? 0) & 0x7f
  const one = open.findIndex((byte) => byte !== 0)
  return one < 0 || open[one] !== 1 ? undefined : { name, salt: Buffer.from(open.subarray(one + 1)), inner, zeros: one }
}

class EffortSpent extends Error {}

/** Takes what a try costs from the effort: long texts cost more, since effort stands for time. */
export const spend = (effort: Effort, price: number, length: number): void => {
  effort.left -= price * Math.ceil((length + 1) / 1024)
  if (effort.left < 0) throw new EffortSpent()
}

/** The result of a search, or nothing when the effort did not last to its end. */
export const untilSpent = <T>(search: () => T): T | undefined => {
  try {
    return search()
  } catch (error) {
    if (error instanceof EffortSpent) return undefined
    throw error
  }
}

type Test = (text: string | Uint8Array) => boolean

const taking = (effort: Effort, price: number, verifies: Test): Pick<OpenedSignature, 'verifies' | 'signs'> => ({
  verifies,
  signs: (text) => {
    spend(effort, price, text.length)
    const isHit = verifies(text)
    // What is no text is shown in hexadecimal.
    if (isHit) effort.hit = isUtf8(Buffer.from(text)) ? Buffer.from(text).toString() : Buffer.from(text).toString('hex')
    return isHit
  },
})

/** The padded message under an RSA signature; undefined when the bytes cannot be one of this key. */
const rawMessage = (signature: Uint8Array, key: KeyObject): Buffer | undefined => {
  try {
    return publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature)
  } catch {
    return undefined
  }
}

/** Hash or text under the padding as it is, which the tools for raw RSA make. */
const openBare = (inside: string, effort: Effort): OpenedSignature => {
  const text = Buffer.from(inside, 'hex').toString('latin1').toLowerCase()
  const signs = (signed: string | Uint8Array): boolean =>
    Buffer.from(signed).toString('hex') === inside ||
    prefixes.some(([name]) => [inside, text].includes(hash(name, signed, 'hex')))
  return { padding: 'pkcs1', hash: 'none', isBare: true, ...taking(effort, 5, signs) }
}

const openRsa = (signature: Uint8Array, key: KeyObject, effort: Effort): OpenedSignature | undefined => {
  const message = rawMessage(signature, key)
  if (message === undefined) return undefined
  const text = message.toString('hex')
  const [, inside] = /^0001(?:ff){8,}00(.*)$/.exec(text) ?? []
  if (inside !== undefined) {
    const [name, prefix] = prefixes.find(([, start]) => inside.startsWith(start)) ?? []
    if (name === undefined || prefix === undefined) return openBare(inside, effort)
    const digest = inside.slice(prefix.length)
    return { padding: 'pkcs1', hash: name, ...taking(effort, 1, (signed) => hash(name, signed, 'hex') === digest) }
  }
  const [pss] = lengths
    .flatMap(([name, size]) => readPss(message, name, size) ?? [])
    .toSorted((a, b) => b.zeros - a.zeros)
  if (pss === undefined) return undefined
  const { name, salt, inner } = pss
  const whole = Buffer.concat([Buffer.alloc(8 + inner.length), salt])
  const wanted = inner.toString('binary')
  const signs = (signed: string | Uint8Array): boolean => {
    whole.write(hash(name, signed, 'binary'), 8, 'binary')
    return hash(name, whole, 'binary') === wanted
  }
  return { padding: 'pss', hash: name, saltLength: salt.length, ...taking(effort, 2, signs) }
}

const searchPrice = 100

/**
 * Opens a signature with the public key. RSA gives back the hash of what was signed, so that texts can be tried by
 * hashing alone; undefined when it is of another key or damaged. ECDSA gives nothing back: each try is a verification.
 */
export const openSignature = (
  signature: Uint8Array,
  key: KeyObject,
  effort: Effort,
  ec: { readonly hash: string; readonly encoding: 'der' | 'ieee-p1363' },
): OpenedSignature | undefined => {
  if (key.asymmetricKeyType !== 'ec') return openRsa(signature, key, effort)
  const test = (text: string | Uint8Array): boolean =>
    verify(ec.hash, Buffer.from(text), { key, dsaEncoding: ec.encoding }, signature)
  return { padding: 'unknown', hash: ec.hash, ...taking(effort, searchPrice, test) }
}
