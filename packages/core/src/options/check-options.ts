import { NostroError } from '../errors/nostro-error.ts'
import type { Schema, SchemaIssue } from '../parsing/parse-response.ts'

export interface OptionsOf {
  /** Manifest id. */
  readonly provider: string
  /** The bank as people write it. */
  readonly name: string
  /** The function that took the options: `createIngProvider`. */
  readonly taker: string
  /** Where the value stands in the options; the whole of them when absent. */
  readonly at?: string | undefined
  /** Options that hold the contents of a file, by the start of their path: given a path, the fix is to read it. */
  readonly fileContents?: readonly string[] | undefined
}

/**
 * Options of a provider as its schema wants them. @throws NostroError `invalid_config` naming the first wrong option
 * and how to fix it.
 *
 * @example
 * const settings = checkOptions(optionsSchema, options, { provider: 'ing', name: 'ING', taker: 'createIngProvider' })
 */
export const checkOptions = <T>(schema: Schema<T>, value: unknown, options: OptionsOf): T => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw wrongOption(result.error.issues[0], options)
}

const wrongOption = (
  issue: (SchemaIssue & { readonly keys?: readonly string[] | undefined }) | undefined,
  { provider, name, taker, at, fileContents = [] }: OptionsOf,
): NostroError => {
  const unknown = issue?.keys ?? []
  const path = [...(at === undefined ? [] : [at]), ...(issue?.path ?? []), ...unknown].map(String).join('.')
  const isFile =
    !/(^|\.)passphrase$/.test(path) &&
    // An object of several members is no file.
    issue?.message.startsWith('must be {') !== true &&
    fileContents.some((start) => path === start || path.startsWith(`${start}.`))
  return new NostroError({
    code: 'invalid_config',
    provider,
    message: `${name} option \`${path}\`: ${unknown.length > 0 ? 'is not known' : (issue?.message ?? 'is wrong')}.`,
    hint:
      unknown.length > 0
        ? `There is no option \`${path}\`. Check its spelling.`
        : isFile
          ? `Set \`${path}\` to the contents of the file: read it first, ${readingOf(path)}.`
          : `Correct \`${path}\` in the options of ${taker}.`,
  })
}

/** PKCS#12 is bytes: read as text it would be refused again. */
const readingOf = (path: string): string =>
  path.endsWith('pkcs12')
    ? 'as bytes, for example with readFileSync(path) and no encoding'
    : "for example with readFileSync(path, 'utf8')"
