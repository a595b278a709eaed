import { z } from '@hono/zod-openapi'
import { type EpochMs, type PayeeMatch, toInstant } from '@nostro/core'
import { instant } from './common.ts'

/** What came of the check of a payee. */
export const payeeCheckSchema = z
  .object({
    result: z
      .enum(['match', 'close_match', 'no_match', 'not_available'])
      .openapi({ description: 'not_available: the bank offers no check, or the payee’s bank did not answer.' }),
    name: z.string().optional().openapi({ description: 'With close_match: the name to show to who pays.' }),
    verifiedAt: instant.optional().openapi({ description: 'Absent where nothing was asked.' }),
  })
  .openapi('PayeeCheck')

export const toPayeeCheck = (match: PayeeMatch, verifiedAt: EpochMs | undefined): z.infer<typeof payeeCheckSchema> => ({
  result: match.result,
  name: match.result === 'close_match' ? match.name : undefined,
  verifiedAt: verifiedAt === undefined ? undefined : toInstant(verifiedAt),
})
