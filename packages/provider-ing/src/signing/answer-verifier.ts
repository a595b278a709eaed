import { constants, createHash, timingSafeEqual, verify, X509Certificate } from 'node:crypto'
import { type BankResponse, NostroError, type ResponseVerifier } from '@nostro/core'
import { z } from 'zod'

const headerSchema = z.object({
  b64: z.literal(false),
  alg: z.literal('PS256'),
  x5c: z.array(z.string()).min(1),
  crit: z.array(z.enum(['b64', 'sigT', 'sigD'])),
  sigD: z.object({ mId: z.literal('http://uri.etsi.org/19182/HttpHeaders'), pars: z.array(z.string()) }),
})

/**
 * ING's signature on its answers (Showcase; the chain is published under pki.ing.net/g4). Two verifiers over the
 * certificates to trust: the one demands a signature on each 2xx answer, the other checks it when it is there.
 */
export const createAnswerVerifiers = (
  trustedPem: string,
): { readonly required: ResponseVerifier; readonly whenPresent: ResponseVerifier } => {
  const trusted = (trustedPem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  )
  const check =
    (isRequired: boolean) =>
    async (response: BankResponse): Promise<void> => {
      const jws = response.headers['x-jws-signature']
      if (jws !== undefined) return checkAnswer(jws, response, trusted)
      // A refusal may come from a gateway, which signs nothing.
      if (isRequired && response.status < 300) throw refuse('carries no signature')
    }
  return { required: { verify: check(true) }, whenPresent: { verify: check(false) } }
}

const checkAnswer = (jws: string, response: BankResponse, trusted: readonly X509Certificate[]): void => {
  const [encoded = '', payload, signature = '', ...rest] = jws.split('.')
  if (payload !== '' || rest.length > 0) throw refuse('has a signature that is no detached JWS')
  const header = readHeader(Buffer.from(encoded, 'base64url').toString())
  const chain = header.x5c.map(toCertificate)
  if (!isTrusted(chain, trusted)) throw refuse('is signed with a certificate that is not trusted')
  for (const name of ['content-type', 'digest']) {
    if (!header.sigD.pars.includes(name)) throw refuse(`has a signature that leaves out ${name}`)
  }
  checkDigest(response)
  const lines = header.sigD.pars.map((name) => `${name}: ${response.headers[name] ?? ''}`).join('\n')
  const input = Buffer.from(`${encoded}.${lines}`)
  const [own] = chain
  if (own === undefined) throw refuse('is signed without a certificate')
  const key = {
    key: own.publicKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  }
  if (!verify('sha256', input, key, Buffer.from(signature, 'base64url')))
    throw refuse('has a signature that does not hold')
}

const readHeader = (text: string): z.infer<typeof headerSchema> => {
  try {
    return headerSchema.parse(JSON.parse(text))
  } catch {
    throw refuse('has a signature whose header is not ING’s')
  }
}

const toCertificate = (base64: string): X509Certificate => {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    throw refuse('is signed with something that is no certificate')
  }
}

/** The first is trusted itself, or each is issued by the next until one is, or is issued by, a trusted one. */
const isTrusted = (chain: readonly X509Certificate[], trusted: readonly X509Certificate[]): boolean => {
  for (const [index, certificate] of chain.entries()) {
    const isKnown = trusted.some((anchor) => anchor.raw.equals(certificate.raw) || isIssuedBy(certificate, anchor))
    if (isKnown) return true
    const next = chain[index + 1]
    if (next === undefined || !next.ca || !isIssuedBy(certificate, next)) return false
  }
  return false
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

const checkDigest = ({ headers, body }: BankResponse): void => {
  const received = Buffer.from((headers['digest'] ?? '').replace(/^SHA-256=/i, ''), 'base64')
  const expected = createHash('sha256').update(body).digest()
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) {
    throw refuse('has a digest that is not its body’s')
  }
}

const refuse = (what: string): NostroError =>
  new NostroError({
    code: 'verification_failed',
    provider: 'ing',
    message: `ING’s answer ${what}.`,
    hint: 'Treat the answer as forged. If ING has a new certificate, configure it as `responseCertificate`.',
  })
