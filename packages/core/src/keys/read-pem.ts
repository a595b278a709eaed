/** One block of a PEM text (RFC 7468, and the older form with headers of RFC 1421). */
export interface PemBlock {
  /** What stands in its BEGIN line: `CERTIFICATE`, `RSA PRIVATE KEY`. */
  readonly label: string
  readonly der: Buffer
  /** Of an encrypted key in the older form: the cipher's name and its IV, from `DEK-Info`. */
  readonly encryption?: { readonly cipher: string; readonly iv: Buffer } | undefined
}

export interface PemText {
  readonly blocks: readonly PemBlock[]
  /** Labels of blocks whose END line is missing. */
  readonly cutOff: readonly string[]
  /** Labels of blocks whose contents are no base64. */
  readonly damaged: readonly string[]
}

/** Private keys and chains have a few KiB. */
const maxLength = 4 * 1024 * 1024

/**
 * A text as it was meant: UTF-16 that was read as bytes, a byte order mark, and line feeds that became `\n` on their way
 * through an environment variable or JSON are common.
 */
const cleaned = (text: string): string => {
  const narrow = text.includes('\0') ? text.replaceAll('\0', '') : text
  return narrow.includes('\\n') || narrow.includes('\\r') ? narrow.replace(/(?:\\+[rn])+/g, '\n') : narrow
}

/**
 * Bytes of a file as text: UTF-16 by its mark, UTF-8 otherwise.
 *
 * @example
 * const pem = decodeText(await readFile('tls.crt'))
 */
export const decodeText = (bytes: Uint8Array): string => {
  const buffer = Buffer.from(bytes)
  const [first, second] = buffer
  if (first === 0xff && second === 0xfe) return buffer.subarray(2).toString('utf16le')
  if (first === 0xfe && second === 0xff) {
    const even = buffer.subarray(2, buffer.length - (buffer.length % 2))
    return Buffer.from(even).swap16().toString('utf16le')
  }
  return buffer.toString('utf8')
}

const toBlock = (label: string, inside: string): PemBlock | undefined => {
  const [, cipher, iv] = /DEK-Info:\s*([A-Za-z0-9-]+)\s*,\s*([0-9A-Fa-f]+)/.exec(inside) ?? []
  const encryption =
    cipher === undefined || iv === undefined ? {} : { encryption: { cipher, iv: Buffer.from(iv, 'hex') } }
  const base64 = inside
    .replace(/Proc-Type:\s*4\s*,\s*ENCRYPTED/, '')
    .replace(/DEK-Info:[^\n,]*,\s*[0-9A-Fa-f]+/, '')
    .replace(/\s+/g, '')
  if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  return { label, der: Buffer.from(base64, 'base64'), ...encryption }
}

/** The blocks of a PEM text, whatever stands around them and however its lines end. Never throws. */
export const readPem = (text: string): PemText => {
  const clean = cleaned(text.slice(0, maxLength))
  const blocks: PemBlock[] = []
  const [cutOff, damaged]: [string[], string[]] = [[], []]
  let from = 0
  for (;;) {
    const [begin, label] = /-----BEGIN ([A-Z0-9 ]{1,64})-----/g.exec(clean.slice(from)) ?? []
    if (begin === undefined || label === undefined) return { blocks, cutOff, damaged }
    const start = clean.indexOf(begin, from) + begin.length
    const end = clean.indexOf(`-----END ${label}-----`, start)
    const next = clean.indexOf('-----BEGIN ', start)
    if (end < 0 || (next >= 0 && next < end)) {
      cutOff.push(label)
      from = start
      continue
    }
    const block = toBlock(label, clean.slice(start, end))
    if (block === undefined) damaged.push(label)
    else blocks.push(block)
    from = end
  }
}

/** PEM with lines of 64 characters and a line feed at the end. */
export const toPem = (label: string, der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
