import type { Bank } from '@nostro/provider-kit'

/** Who speaks in errors: the service, not the bank behind it. */
export const enableBanking: Bank = { provider: 'enable-banking', name: 'Enable Banking' }
