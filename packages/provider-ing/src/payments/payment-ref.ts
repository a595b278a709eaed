import { NostroError, type PaymentKind, type PaymentRef } from '@nostro/core'
import type { PaymentAddress } from '../api/payment-client.ts'
import type { PaymentResourceName } from '../api/payment-endpoints.ts'
import { products } from './from-payment.ts'

const resources: ReadonlySet<string> = new Set<PaymentResourceName>([
  'single',
  'singleXml',
  'periodic',
  'periodicXml',
  'bulk',
  'bulkV2',
])
const knownProducts: ReadonlySet<string> = new Set(Object.values(products))

export const toRef = (kind: PaymentKind, { resource, product, paymentId }: PaymentAddress): PaymentRef => ({
  provider: 'ing',
  kind,
  id: paymentId,
  details: { resource, product },
})

/** Where a payment lies, from what was stored of it. @throws NostroError `invalid_request` for a foreign reference */
export const fromRef = (ref: PaymentRef): PaymentAddress => {
  const { resource = '', product = '' } = ref.details ?? {}
  if (ref.provider === 'ing' && resources.has(resource) && knownProducts.has(product)) {
    return { resource: resource as PaymentResourceName, product, paymentId: ref.id }
  }
  throw new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: 'This is not the reference of a payment at ING.',
    hint: 'Give back the `ref` that `initiate` returned, with its `details`.',
  })
}
