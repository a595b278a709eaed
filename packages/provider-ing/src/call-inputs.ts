import type { CallInputs } from '@nostro/provider-kit'
import { z } from 'zod'

const certificate = z.string().includes('-----BEGIN CERTIFICATE-----')
const pair = z.looseObject({ tls: certificate, signing: certificate })

/** What the calls that ING has beyond the common ones take. The common ones check their own. */
export const callInputs: CallInputs = {
  'registration.register': [['request', z.looseObject({ contact: z.string(), redirectUris: z.array(z.string()) })]],
  'registration.update': [
    ['change', z.looseObject({ contact: z.string().optional(), redirectUris: z.array(z.string()).optional() })],
  ],
  'registration.addCertificates': [['pair', pair]],
  'registration.removeCertificates': [['pair', pair]],
}
