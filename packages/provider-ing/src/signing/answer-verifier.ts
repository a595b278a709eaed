import { constants, createHash, timingSafeEqual, verify, X509Certificate } from 'node:crypto'
import type { BankResponse, ResponseVerifier } from '@nostro/core'
import { checkAnswerCertificate } from './answer-certificate.ts'
import { readAnswerSignature } from './answer-header.ts'
import { refuseAnswer } from './refuse-answer.ts'

export interface AnswerVerifierParts {
  /** PEM of the certificates to trust: ING's own, or authorities. */
  readonly trusted: string
  /** Our own certificates, PEM, as they are now. */
  readonly own: () => readonly string[]
  /** The bank's clock, epoch milliseconds. */
  readonly now: () => number
}

/** ING allows requests three minutes either way; an answer has the way back too. */
const maxAgeMs = 300_000

/**
 * ING's signature on its answers (Showcase; the chain is published under pki.ing.net/g4). Two verifiers over the
 * certificates to trust: the one demands a signature on each 2xx answer, the other checks it when it is there.
 */
export const createAnswerVerifiers = (
  parts: AnswerVerifierParts,
): { readonly required: ResponseVerifier; readonly whenPresent: ResponseVerifier } => {
  const trusted = (parts.trusted.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  )
  const check =
    (isRequired: boolean) =>
    async (response: BankResponse): Promise<void> => {
      const jws = response.headers['x-jws-signature']
      if (jws !== undefined) return checkAnswer(jws, response, { ...parts, trusted })
      // A refusal may come from a gateway, which signs nothing.
      if (isRequired && response.status < 300) throw refuseAnswer('carries no signature')
    }
  return { required: { verify: check(true) }, whenPresent: { verify: check(false) } }
}

const checkAnswer = (
  jws: string,
  response: BankResponse,
  { trusted, own, now }: Omit<AnswerVerifierParts, 'trusted'> & { readonly trusted: readonly X509Certificate[] },
): void => {
  const { header, encoded, signature } = readAnswerSignature(jws)
  const certificate = checkAnswerCertificate(header.x5c, { trusted, own: own(), now: now() })
  checkAge(header.sigT, now())
  for (const name of ['content-type', 'digest']) {
    if (!header.sigD.pars.includes(name)) throw refuseAnswer(`has a signature that leaves out ${name}`)
  }
  checkDigest(response)
  const input = Buffer.from(`${encoded}.${signedLines(header.sigD.pars, response)}`)
  const key = { key: certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  if (!verify('sha256', input, key, signature)) throw refuseAnswer('has a signature that does not hold')
}

const signedLines = (names: readonly string[], { headers }: BankResponse): string =>
  names
    .map((name) => {
      const value = headers[name]
      if (value === undefined) throw refuseAnswer(`lacks ${name}, which its signature covers`)
      return `${name}: ${value}`
    })
    .join('\n')

const checkAge = (sigT: string, now: number): void => {
  const at = Date.parse(sigT)
  if (Number.isNaN(at)) throw refuseAnswer('has a signature whose header is not ING’s')
  if (Math.abs(now - at) > maxAgeMs) throw refuseAnswer(`was signed at ${sigT}, too far from now`)
}

const checkDigest = ({ headers, body }: BankResponse): void => {
  const [, value = ''] = /^SHA-256=([A-Za-z0-9+/]{43}=)$/.exec(headers['digest'] ?? '') ?? []
  const received = Buffer.from(value, 'base64')
  const expected = createHash('sha256').update(body).digest()
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) {
    throw refuseAnswer('has a digest that is not its body’s')
  }
}
