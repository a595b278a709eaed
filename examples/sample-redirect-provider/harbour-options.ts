import type { Bank } from '@nostro/provider-kit'
import { z } from 'zod'

/** Which bank speaks: stands in each error. */
export const bank: Bank = { provider: 'harbour', name: 'Harbour Bank' }

export interface HarbourOptions {
  /** Where the API is: `https://api.harbour.example`. */
  readonly apiUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** As registered with the bank, compared exactly. */
  readonly redirectUris: readonly string[]
  /** PEM of the authority to trust, where it is not a public one. */
  readonly ca?: string | undefined
}

/** What a configuration may hold. `nostro` checks it before the provider is made, and names the key that is wrong. */
export const optionsSchema = z.strictObject({
  apiUrl: z.url({ protocol: /^https$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(8),
  redirectUris: z.array(z.url()).min(1),
  ca: z.string().optional(),
})
