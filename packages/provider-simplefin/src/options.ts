import { checkOptions, type FileOptions } from '@nostro/core'
import { z } from 'zod'

/** Options of {@link createSimpleFinProvider}. */
export interface SimpleFinOptions {
  /** `https://USER:PASSWORD@host/simplefin`. Left out, `auth.start` asks for a setup token. A secret. */
  readonly accessUrl?: string | undefined
  /** Whether pending entries are asked for; true by default. */
  readonly pending?: boolean | undefined
  /** Requests a day that the server takes; 24 by default, as at the Bridge. */
  readonly requestsPerDay?: number | undefined
  /** Minutes for which an answer serves further calls: one request gives accounts, balances and entries. 5 by default. */
  readonly keepMinutes?: number | undefined
  /** PEM of a private CA, in place of the system's. */
  readonly ca?: string | undefined
  /** Longest time for a call, in milliseconds; 120,000 by default, since the server may ask many institutions. */
  readonly timeoutMs?: number | undefined
}

/** What a configuration gives as paths of files. */
export const fileOptions = { ca: 'text' } as const satisfies FileOptions

/** Options as they are given, for programs that read them from a configuration. */
export const optionsSchema = z.strictObject({
  accessUrl: z
    .string()
    .regex(/^https:\/\/[^/@]+:[^/@]+@/, 'must be an https URL with user and password')
    .optional(),
  pending: z.boolean().default(true),
  requestsPerDay: z.int().min(1).default(24),
  keepMinutes: z.number().min(0).max(1440).default(5),
  ca: z
    .string()
    .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'must be the text of a PEM certificate, not a path')
    .optional(),
  timeoutMs: z.number().min(1).default(120_000),
})

export type SimpleFinSettings = z.infer<typeof optionsSchema>

/** @throws NostroError `invalid_config` naming the option and what to write */
export const readOptions = (options: SimpleFinOptions): SimpleFinSettings =>
  checkOptions(optionsSchema, options, {
    provider: 'simplefin',
    name: 'SimpleFIN',
    taker: 'createSimpleFinProvider',
    fileContents: ['ca'],
  })
