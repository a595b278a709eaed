import { X509Certificate } from 'node:crypto'
import { BasicOCSPResponse, OCSPResponse, type ResponseData } from '@peculiar/asn1-ocsp'
import { AsnConvert } from '@peculiar/asn1-schema'
import { type CertificateFacts, readFacts } from './chain-certificate.ts'
import { CheckFailure } from './check-failure.ts'

/** An OCSP answer taken apart; nothing in it is verified yet. */
export interface OcspAnswer {
  readonly data: ResponseData
  /** The bytes that the responder has signed, as they stand in the answer. */
  readonly signedBytes: Buffer
  readonly signature: Buffer
  readonly certificates: readonly CertificateFacts[]
}

const basicResponse = '1.3.6.1.5.5.7.48.1.1'
/** `sha256WithRSAEncryption` with its NULL: all that BankID signs answers with. */
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex')

export const ocspFailure = (detail: string, cause?: unknown): CheckFailure => new CheckFailure('ocsp', detail, cause)

/**
 * Takes apart the base64 of an `OCSPResponse` (RFC 6960 4.2.1): successful, basic, signed with RSA and SHA-256. The frame around
 * what is signed must be the one DER there is for it: no byte of an answer can change without being noticed.
 *
 * @throws CheckFailure `ocsp`
 */
export const readOcspAnswer = (text: string): OcspAnswer => {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== text) throw ocspFailure('it is not strict base64')
  const basic = parse('it is not an OCSP answer', () => basicOf(bytes))
  const { tbsResponseData, tbsResponseDataRaw } = basic
  if (tbsResponseDataRaw === undefined) throw ocspFailure('it holds no signed data')
  const algorithm = Buffer.from(AsnConvert.serialize(basic.signatureAlgorithm))
  if (!algorithm.equals(sha256WithRsa)) throw ocspFailure('it is not signed with RSA and SHA-256')
  const certificates = (basic.certs ?? []).map(({ tbsCertificateRaw, signatureAlgorithm, signatureValue }) =>
    der(
      0x30,
      Buffer.from(tbsCertificateRaw ?? new ArrayBuffer(0)),
      Buffer.from(AsnConvert.serialize(signatureAlgorithm)),
      bitString(signatureValue),
    ),
  )
  const signedBytes = Buffer.from(tbsResponseDataRaw)
  const signature = Buffer.from(basic.signature)
  if (!frame(signedBytes, signature, certificates).equals(bytes)) throw ocspFailure('it is not canonical DER')
  return {
    data: tbsResponseData,
    signedBytes,
    signature,
    certificates: parse('its certificates are not sound DER', () =>
      certificates.map((certificate) => readFacts(new X509Certificate(certificate))),
    ),
  }
}

const parse = <T>(detail: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw error instanceof CheckFailure ? error : ocspFailure(detail, error)
  }
}

const basicOf = (bytes: Buffer): BasicOCSPResponse => {
  const { responseStatus, responseBytes } = AsnConvert.parse(bytes, OCSPResponse)
  if (responseStatus !== 0) throw ocspFailure('the responder did not answer (its status is not “successful”)')
  if (responseBytes?.responseType !== basicResponse) throw ocspFailure('it is not a basic answer')
  return AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse)
}

/** One element of DER (X.690 10.1): the shortest length there is. */
const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(contents)
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body])
  const digits = body.length.toString(16)
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.of(tag, 0x80 + length.length), length, body])
}

const bitString = (bytes: ArrayBuffer | Uint8Array): Buffer => der(0x03, Buffer.of(0), new Uint8Array(bytes))

const basicResponseOid = Buffer.from('06092b0601050507300101', 'hex')

const frame = (signedBytes: Buffer, signature: Buffer, certificates: readonly Buffer[]): Buffer => {
  const embedded = certificates.length === 0 ? [] : [der(0xa0, der(0x30, ...certificates))]
  const basic = der(0x30, signedBytes, sha256WithRsa, bitString(signature), ...embedded)
  return der(0x30, Buffer.from('0a0100', 'hex'), der(0xa0, der(0x30, basicResponseOid, der(0x04, basic))))
}
