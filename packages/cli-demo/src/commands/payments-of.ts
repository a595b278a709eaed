import { type CallContext, NostroError, type PaymentKind, type PaymentsProvider, type Provider } from '@nostro/core'

/** @throws NostroError `invalid_config` when the bank does not take such payments */
export const paymentsOf = ({ manifest, payments }: Provider, kind: PaymentKind): PaymentsProvider => {
  if (payments !== undefined && manifest.paymentKinds.includes(kind)) return payments
  throw new NostroError({
    code: 'invalid_config',
    provider: manifest.id,
    message: `${manifest.name} takes no ${kind} payments here.`,
    hint:
      manifest.paymentKinds.length === 0
        ? 'Choose another provider.'
        : `It takes: ${manifest.paymentKinds.join(', ')}.`,
  })
}

/**
 * The customer's address, where the bank wants it. Rehearsals may do with this machine's own; in production it has to
 * be the real one. @throws NostroError `invalid_config`
 */
export const psuFor = ({ manifest }: Provider, ipAddress: string | undefined): Pick<CallContext, 'psu'> => {
  if (manifest.psuHeaders.payments === 'forbidden') return {}
  if (ipAddress !== undefined) return { psu: { ipAddress } }
  if (manifest.environment !== 'production') return { psu: { ipAddress: '127.0.0.1' } }
  throw new NostroError({
    code: 'invalid_config',
    provider: manifest.id,
    message: `${manifest.name} wants the customer’s IP address with each payment.`,
    hint: 'Add --psu-ip with the customer’s public address.',
  })
}
