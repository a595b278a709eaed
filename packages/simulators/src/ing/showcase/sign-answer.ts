import { constants, sign, X509Certificate } from 'node:crypto'
import type { BankAnswer } from '../../http/bank-handler.ts'
import { digestOf } from '../../verify/digest-header.ts'
import type { IngWorld } from '../world.ts'

/**
 * ING's signature on an answer: a detached JWS over its content type and digest, with the certificate inside. Both
 * headers are lower case on the wire, as HTTP/2 has them: clients that look for one spelling alone fail.
 */
export const signAnswer = (world: IngWorld, answer: BankAnswer, now: number): BankAnswer => {
  const { certificate, key } = world.pki.bank
  const digest = digestOf(Buffer.from(answer.body ?? ''))
  const header = {
    b64: false,
    x5c: [new X509Certificate(certificate).raw.toString('base64')],
    crit: ['sigT', 'sigD', 'b64'],
    sigT: `${new Date(now).toISOString().slice(0, 19)}Z`,
    sigD: { pars: ['content-type', 'digest'], mId: 'http://uri.etsi.org/19182/HttpHeaders' },
    alg: 'PS256',
  }
  const head = Buffer.from(JSON.stringify(header)).toString('base64url')
  const lines = `content-type: ${answer.headers?.['Content-Type'] ?? ''}\ndigest: ${digest}`
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const signature = sign('sha256', Buffer.from(`${head}.${lines}`), pss).toString('base64url')
  return { ...answer, headers: { ...answer.headers, digest, 'x-jws-signature': `${head}..${signature}` } }
}
