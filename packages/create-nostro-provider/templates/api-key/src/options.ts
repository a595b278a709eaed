import { checkOptions } from '@nostro/core'
import { z } from 'zod'
import { bank } from './bank.ts'

export const optionsSchema = z.strictObject({
  // your bank: where it answers.
  apiUrl: z.url({ protocol: /^https$/, error: 'must be an https URL' }).default('https://api.my-bank.example'),
  apiKey: z.string().min(8),
  ca: z.string().optional(),
})

/** What the provider is made from. */
export type MyBankOptions = z.input<typeof optionsSchema>
/** The options with their defaults. */
export type Settings = z.infer<typeof optionsSchema>

/** @throws NostroError `invalid_config` naming the option */
export const readOptions = (options: MyBankOptions): Settings =>
  checkOptions(optionsSchema, options, { ...bank, taker: 'createMyBankProvider' })
