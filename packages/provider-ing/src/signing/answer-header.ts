import { z } from 'zod'
import { refuseAnswer } from './refuse-answer.ts'

const httpHeaders = 'http://uri.etsi.org/19182/HttpHeaders'
const name = z.string().regex(/^[a-z0-9-]+$/)
const unique = (items: readonly string[]): boolean => new Set(items).size === items.length

/** What ING's answers carry (reference: the Showcase's verification script). Members beyond these are not read. */
const headerSchema = z.object({
  b64: z.literal(false),
  alg: z.literal('PS256'),
  x5c: z.array(z.string().min(1)).min(1).max(8),
  // RFC 7515 4.1.11: never empty, no name twice, none that is not understood. RFC 7797 6: `b64` must be among them.
  crit: z.array(z.enum(['b64', 'sigT', 'sigD'])).refine((crit) => crit.includes('b64') && unique(crit)),
  sigT: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  sigD: z.object({ mId: z.literal(httpHeaders), pars: z.array(name).max(16).refine(unique) }),
})

export interface AnswerSignature {
  readonly header: z.infer<typeof headerSchema>
  /** The protected header as it was sent: these very characters are signed. */
  readonly encoded: string
  readonly signature: Buffer
}

/** Base64url in its one right spelling (RFC 7515 2): no padding, no stray letters, no bits beyond the last byte. */
const decode = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url')
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined
}

/** JSON.parse takes the last of two equal members, other readers the first: such a header says two things. */
const hasDoubledMember = (json: string): boolean =>
  ['b64', 'alg', 'x5c', 'crit', 'sigT', 'sigD', 'mId', 'pars'].some(
    (member) => json.split(new RegExp(`"${member}"\\s*:`)).length > 2,
  )

/** The parts of a detached JWS. @throws NostroError `verification_failed` */
export const readAnswerSignature = (jws: string): AnswerSignature => {
  const [encoded = '', payload, tail = '', ...rest] = jws.split('.')
  if (payload !== '' || rest.length > 0) throw refuseAnswer('has a signature that is no detached JWS')
  const [json, signature] = [decode(encoded), decode(tail)]
  if (json === undefined || signature === undefined) {
    throw refuseAnswer('has a signature that is not base64url, or has bytes beyond it')
  }
  const header = parse(json.toString('utf8'))
  if (header === undefined) throw refuseAnswer('has a signature whose header is not ING’s')
  return { header, encoded, signature }
}

const parse = (json: string): AnswerSignature['header'] | undefined => {
  if (hasDoubledMember(json)) return undefined
  try {
    return headerSchema.parse(JSON.parse(json))
  } catch {
    return undefined
  }
}
