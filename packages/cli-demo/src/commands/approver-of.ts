import type { PaymentApprover, ProviderRegistry } from '@nostro/core'
import { type BankIdProvider, createPaymentApprover } from '@nostro/provider-bankid'

/** A configured BankID lets people approve payments of the other banks. */
export const approverOf = (registry: ProviderRegistry): PaymentApprover | undefined => {
  const found = registry.all.find(({ provider }) => provider.manifest.id === 'bankid')?.provider
  return found === undefined ? undefined : createPaymentApprover((found as BankIdProvider).esign)
}
