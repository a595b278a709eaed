// BER from DER, as older programs write it.

/** DER as BER: constructed elements with indefinite length, long octet strings in pieces. */
export const toBer = (der) => {
  const out = []
  for (let at = 0; at < der.length; ) {
    const tag = der[at]
    let length = der[at + 1]
    let start = at + 2
    if (length >= 0x80) {
      const count = length & 0x7f
      length = der.readUIntBE(start, count)
      start += count
    }
    const contents = der.subarray(start, start + length)
    at = start + length
    const end = Buffer.alloc(2)
    if (tag & 0x20) out.push(Buffer.from([tag, 0x80]), toBer(contents), end)
    else if (tag === 0x04 && length > 300) {
      const pieces = []
      for (let from = 0; from < length; from += 200) {
        const piece = contents.subarray(from, from + 200)
        pieces.push(Buffer.from([0x04, 0x81, piece.length]), piece)
      }
      out.push(Buffer.from([0x24, 0x80]), ...pieces, end)
    } else out.push(rawOf(tag, contents))
  }
  return Buffer.concat(out)
}
const rawOf = (tag, contents) => {
  const { length } = contents
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), contents])
}
