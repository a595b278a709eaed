import { type KeyObject, verify } from 'node:crypto'

/** Base64url, hexadecimal, lines, or what Python makes of bytes, where one line of standard base64 is asked for. */
export const isOtherAlphabet = (text: string): boolean => {
  const bare = text.replace(/^b['"](.*)['"]$/, '$1')
  if (bare.length < 64 || /^[A-Za-z0-9+/]+={0,2}$/.test(bare) !== (bare !== text) || isEncoded(text)) {
    return bare.length >= 64 && bare !== text && isEncoded(bare)
  }
  if (/^[0-9A-Fa-f]+$/.test(bare)) return true
  if (/^[A-Za-z0-9_-]+={0,2}$/.test(bare)) return true
  return isEncoded(bare.replace(/\s+|\\n/g, ''))
}

const isEncoded = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text

/** Hexadecimal of a signature of this key, which reads as base64 of something longer. */
export const isHexOf = (text: string, key: KeyObject): boolean =>
  /^[0-9A-Fa-f]+$/.test(text) && text.length === (key.asymmetricKeyDetails?.modulusLength ?? 0) / 4

/** Whether an ECDSA signature holds in the form that the scheme does not take: DER, or r and s side by side. */
export const isOtherEcForm = (
  signature: Uint8Array,
  key: KeyObject,
  text: string,
  { hash, right }: { readonly hash: string; readonly right: 'der' | 'ieee-p1363' },
): boolean => {
  if (key.asymmetricKeyType !== 'ec') return false
  const dsaEncoding = right === 'der' ? 'ieee-p1363' : 'der'
  try {
    return verify(hash, Buffer.from(text), { key, dsaEncoding }, signature)
  } catch {
    return false
  }
}
