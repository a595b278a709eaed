import { z } from 'zod'
import { serverConfigSchema } from './server-config-schema.ts'

const path = z.string().min(1)

/** Of a provider in the configuration: lower-case letters, digits and `-`, starting with a letter. */
export const instanceName = /^[a-z][a-z0-9-]{0,39}$/

const bankSchema = z.looseObject({
  /** A built-in provider (`ing`), an npm package, or the path of a module. The bank's name when absent. */
  provider: z.string().min(1).optional(),
})

/** The outer part of a configuration. What stands under a bank is checked by its provider's own schema. */
export const configSchema = z.strictObject({
  /** For editors; `nostro config schema` prints the schema. */
  $schema: z.string().optional(),
  banks: z.record(z.string().regex(instanceName, 'must be lower-case letters, digits and “-”'), bankSchema).default({}),
  storage: z
    .strictObject({
      /** Folder of the encrypted connections, sessions and payments; `$XDG_STATE_HOME/nostro` by default. */
      dir: path.optional(),
      /** File with the master key; made on first use. Must not lie in `dir`. */
      keyFile: path.optional(),
      /** Files with master keys of before, until `nostro keys rotate` has run. */
      previousKeyFiles: z.array(path).optional(),
    })
    .optional(),
  ledger: z
    .strictObject({
      /** SQLite file; `$XDG_DATA_HOME/nostro/ledger.sqlite` by default. */
      file: path.optional(),
      /** PostgreSQL instead: `postgres://…`. Better given as NOSTRO_LEDGER_URL. */
      url: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
    })
    .optional(),
  server: serverConfigSchema.optional(),
})

/** The configuration as checked. */
export type Config = z.infer<typeof configSchema>
/** One bank of the configuration: its provider and that provider's options. */
export type BankConfig = z.infer<typeof bankSchema>
