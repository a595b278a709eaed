/** The fixed permutation of RFC 2268 section 2: 256 bytes made from the digits of pi. */
const table = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
)

/** Key expansion to 64 words (RFC 2268 section 2). */
const expand = (key: Uint8Array, effectiveBits: number): Uint16Array => {
  const bytes = Buffer.alloc(128)
  bytes.set(key)
  for (let at = key.length; at < 128; at++) {
    bytes[at] = table[((bytes[at - 1] ?? 0) + (bytes[at - key.length] ?? 0)) & 0xff] ?? 0
  }
  const effectiveBytes = Math.ceil(effectiveBits / 8)
  const mask = 0xff >> (8 * effectiveBytes - effectiveBits)
  bytes[128 - effectiveBytes] = table[(bytes[128 - effectiveBytes] ?? 0) & mask] ?? 0
  for (let at = 127 - effectiveBytes; at >= 0; at--) {
    bytes[at] = table[(bytes[at + 1] ?? 0) ^ (bytes[at + effectiveBytes] ?? 0)] ?? 0
  }
  return Uint16Array.from({ length: 64 }, (_, word) => bytes.readUInt16LE(2 * word))
}

const shifts = [1, 2, 3, 5] as const

/** One block of eight bytes (RFC 2268 section 4): five mixing rounds, a mash, six, a mash, five, backwards. */
const decryptBlock = (words: Uint16Array, block: Buffer): Buffer => {
  const r = [0, 2, 4, 6].map((at) => block.readUInt16LE(at))
  const word = (index: number): number => r[index & 3] ?? 0
  for (let round = 15; round >= 0; round--) {
    for (let index = 3; index >= 0; index--) {
      const shift = shifts[index] ?? 1
      const value = word(index)
      const turned = (value >>> shift) | (value << (16 - shift))
      const mixed = (word(index + 3) & word(index + 2)) + (~word(index + 3) & word(index + 1))
      r[index] = (turned - (words[4 * round + index] ?? 0) - mixed) & 0xffff
    }
    if (round !== 5 && round !== 11) continue
    for (let index = 3; index >= 0; index--) r[index] = (word(index) - (words[word(index + 3) & 63] ?? 0)) & 0xffff
  }
  const out = Buffer.alloc(8)
  for (const [index, value] of r.entries()) out.writeUInt16LE(value, 2 * index)
  return out
}

/**
 * RC2 in CBC mode, decryption alone, padding left on. Programs of two decades encrypted PKCS#12 files with it and
 * OpenSSL 3, which Node carries, keeps it in a module that Node does not load. Never use it to protect anything.
 */
export const decryptRc2Cbc = (
  { key, iv, effectiveBits }: { readonly key: Uint8Array; readonly iv: Uint8Array; readonly effectiveBits: number },
  data: Uint8Array,
): Buffer => {
  const words = expand(key, effectiveBits)
  const blocks: Buffer[] = []
  let previous = Buffer.from(iv)
  for (let at = 0; at + 8 <= data.length; at += 8) {
    const block = Buffer.from(data.subarray(at, at + 8))
    const plain = decryptBlock(words, block)
    for (let byte = 0; byte < 8; byte++) plain[byte] = (plain[byte] ?? 0) ^ (previous[byte] ?? 0)
    blocks.push(plain)
    previous = block
  }
  return Buffer.concat(blocks)
}
