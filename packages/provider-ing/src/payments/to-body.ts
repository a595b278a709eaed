import type { EpochMs, Random } from '@nostro/core'
import { refuseField } from '../api/field-rules.ts'
import type { PaymentResourceName } from '../api/payment-endpoints.ts'
import type { IngPayment } from './ing-payment.ts'
import { toJsonBody } from './to-json-body.ts'

export interface BodyOptions {
  readonly format: 'json' | 'xml'
  readonly bulkVersion: 'v1' | 'v2'
}

export interface PaymentBody {
  readonly resource: PaymentResourceName
  readonly bytes: Uint8Array
  readonly contentType: string
}

export interface BodyParts {
  readonly random: Random
  readonly now: EpochMs
  /** Names the pain.001 message: the request id without its hyphens. */
  readonly messageId: string
}

/** A checked payment as the bytes that are sent, and the resource that takes them. */
export const toBody = async (payment: IngPayment, options: BodyOptions, parts: BodyParts): Promise<PaymentBody> =>
  options.format === 'json' ? toJson(payment, options) : toXml(payment, parts)

const toJson = (payment: IngPayment, { bulkVersion }: BodyOptions): PaymentBody => ({
  resource: payment.kind === 'bulk' && bulkVersion === 'v2' ? 'bulkV2' : payment.kind,
  bytes: Buffer.from(JSON.stringify(toJsonBody(payment, bulkVersion))),
  contentType: 'application/json',
})

const toXml = async (payment: IngPayment, { random, now, messageId }: BodyParts): Promise<PaymentBody> => {
  if (payment.kind === 'bulk') {
    throw refuseField('format', 'xml has no bulk payments at ING', 'Send bulk payments as JSON.')
  }
  const { common, transfer } = payment
  // Loaded when needed: most programs send JSON.
  const { toPain001 } = await import('./pain001.ts')
  const xml = toPain001({ common, transfer, messageId, createdAt: now })
  if (payment.kind === 'single')
    return { resource: 'singleXml', bytes: Buffer.from(xml), contentType: 'application/xml' }
  const { startDate, endDate, frequency, dayOfExecution } = payment.schedule
  const boundary = `nostro-${Buffer.from(random.bytes(16)).toString('hex')}`
  const fields = Object.entries({ startDate, endDate, frequency, dayOfExecution })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, content]) => ({ name, content }))
  return {
    resource: 'periodicXml',
    bytes: toMultipart([{ name: 'xml_sct', content: xml, contentType: 'application/xml' }, ...fields], boundary),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}

/** One part of a `multipart/form-data` body (RFC 7578). */
export interface FormPart {
  readonly name: string
  readonly content: string
  readonly contentType?: string | undefined
}

/** The bytes of the body, boundary lines included: these very bytes are digested and sent. */
export const toMultipart = (parts: readonly FormPart[], boundary: string): Uint8Array =>
  Buffer.from(
    [
      ...parts.map(({ name, content, contentType }) =>
        [
          `--${boundary}`,
          `Content-Disposition: form-data; name="${name}"`,
          ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
          '',
          content,
        ].join('\r\n'),
      ),
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  )
