import { z } from '@hono/zod-openapi'

export const instant = z.iso.datetime().openapi({ example: '2026-11-30T12:00:00.000Z' })
export const day = z.iso.date().openapi({ example: '2026-11-30' })
export const money = z
  .object({
    amount: z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .openapi({ description: 'Exact decimal text; negative is debit.', example: '-12.34' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .openapi({ example: 'EUR' }),
  })
  .openapi('Money')

export const positiveMoney = z.strictObject({
  amount: z.string().regex(/^\d{1,14}(\.\d{1,5})?$/, 'must be a positive decimal text'),
  currency: z.string().regex(/^[A-Z]{3}$/),
})

export const nextCursor = z
  .string()
  .optional()
  .openapi({ description: 'Give it as `cursor` to go on. Absent on the last page.' })

/** A number that comes in an address. */
export const limitParameter = z
  .string()
  .regex(/^\d{1,3}$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 500, 'must be 1 to 500')
  .optional()
  .openapi({ type: 'integer', minimum: 1, maximum: 500, description: '100 by default.' })

export const flagParameter = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()
  .openapi({ type: 'string', enum: ['true', 'false'] })
