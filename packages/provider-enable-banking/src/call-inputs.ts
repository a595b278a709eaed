import type { CallInputs } from '@nostro/provider-kit'
import { z } from 'zod'

/** What the calls that Enable Banking has beyond the common ones take. The common ones check their own. */
export const callInputs: CallInputs = {
  institutions: [
    [
      'query',
      z.looseObject({ country: z.string().optional(), search: z.string().optional(), beta: z.boolean().optional() }),
    ],
  ],
}
