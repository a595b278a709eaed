import { NostroError } from '../errors/nostro-error.ts'

type Decoder = InstanceType<typeof TextDecoder>

const decoders = new Map<string, Decoder>()
/** Names of charsets come from the bank: no more of them are kept than there are in use. */
const mostDecoders = 16

/** The `charset` of a `Content-Type` (RFC 9110 section 8.3.2); undefined when it names none. */
export const charsetOf = (contentType: string | undefined): string | undefined =>
  /;\s{0,8}charset\s{0,8}=\s{0,8}"?([A-Za-z0-9_.:+-]{1,40})/i
    .exec((contentType ?? '').slice(0, 256))?.[1]
    ?.toLowerCase()

/**
 * Bytes to text, by a charset of the Encoding Standard; UTF-8 when none is named or the name is not known. Nothing is
 * replaced: bytes that are no text of that charset are refused.
 * @throws NostroError `protocol_violation`
 */
export const decodeText = (bytes: Uint8Array, charset = 'utf-8'): string => {
  const decoder = decoderOf(charset)
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new NostroError({
      code: 'protocol_violation',
      message: `The answer is not text in ${decoder.encoding.toUpperCase()} (${bytes.length} bytes).`,
      hint: 'The bank, or a gateway in between, sends another charset than its Content-Type names. Report it with the request id of the call.',
      cause,
    })
  }
}

const decoderOf = (charset: string): Decoder => {
  const known = decoders.get(charset)
  if (known !== undefined) return known
  const made = toDecoder(charset)
  if (decoders.size < mostDecoders) decoders.set(charset, made)
  return made
}

const toDecoder = (charset: string): Decoder => {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch {
    return new TextDecoder('utf-8', { fatal: true })
  }
}
