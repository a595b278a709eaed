import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import type { BankResponse } from '../../contracts/http-message.ts'
import { ExchangeFailure } from './send-once.ts'

type Decoder = (body: Uint8Array, limits: { readonly maxOutputLength: number }) => Promise<Uint8Array>

const inflateAny: Decoder = async (body, limits) => {
  // `deflate` is zlib's format (RFC 9110 section 8.4.1.2); some servers send it bare. The first byte tells them apart.
  const isZlib = ((body[0] ?? 0) & 0x0f) === 8
  return promisify(isZlib ? inflate : inflateRaw)(body, limits)
}

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: inflateAny,
  br: promisify(brotliDecompress),
}

/** More codings than this on one answer are an attack. */
const mostCodings = 3

/**
 * The answer without its content codings, within the size limit. They are not asked for; gateways apply them all the same.
 * @throws ExchangeFailure `oversize` or `coding`
 */
export const decodeBody = async (response: BankResponse, maxBytes: number): Promise<BankResponse> => {
  const header = response.headers['content-encoding']
  if (header === undefined) return response
  const codings = header
    .slice(0, 100)
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length === 0 || response.body.length === 0) return response
  if (codings.length > mostCodings) throw new ExchangeFailure('coding', true, new Error('too many codings'))
  let { body } = response
  for (const coding of codings.toReversed()) {
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
    if (decode === undefined) {
      throw new ExchangeFailure('coding', true, new Error(/^[a-z0-9-]{1,20}$/.test(coding) ? coding : 'unknown'))
    }
    body = await decode(body, { maxOutputLength: maxBytes }).catch((error: unknown) => {
      const isTooLarge = error instanceof RangeError || codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
      throw new ExchangeFailure(isTooLarge ? 'oversize' : 'coding', true, new Error(`damaged ${coding}`))
    })
  }
  // The length was that of the coded bytes.
  const { 'content-encoding': _coding, 'content-length': _length, ...decodedHeaders } = response.headers
  return { ...response, headers: decodedHeaders, body }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
