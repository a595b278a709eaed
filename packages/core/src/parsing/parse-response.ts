import type { BankResponse } from '../contracts/http-message.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { charsetOf } from './decode-text.ts'
import { parseJson } from './parse-json.ts'

/** The part of a zod schema that is used here; core itself loads no library. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } }
}

/** What does not fit a schema, and where. */
export interface SchemaIssue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** How an answer is read, and what errors say of it. */
export interface ParseOptions {
  readonly provider: string
  /** What is read, for the message: `the list of accounts`. */
  readonly what: string
  /** Keys whose JSON numbers are taken as text; see {@link parseJson}. */
  readonly decimalKeys?: ReadonlySet<string> | undefined
  readonly bankRequestId?: string | undefined
}

/**
 * The JSON of an answer, decoded by the charset that it names. Numbers under `decimalKeys` stay text; see {@link parseJson}.
 * @throws NostroError `protocol_violation`
 *
 * @example
 * parseJsonBody(response, new Set(['amount']))
 */
export const parseJsonBody = (
  { headers, body }: Pick<BankResponse, 'headers' | 'body'>,
  decimalKeys?: ReadonlySet<string>,
): unknown => parseJson(body, decimalKeys, charsetOf(headers['content-type']))

/**
 * Bytes of an answer to a checked wire value. @throws NostroError `protocol_violation` naming the path that fails.
 *
 * @example
 * const { accounts } = parseResponse(response, accountsSchema, { provider: 'ing', what: 'the list of accounts' })
 */
export const parseResponse = <T>(response: BankResponse, schema: Schema<T>, options: ParseOptions): T => {
  try {
    return parseValue(parseJsonBody(response, options.decimalKeys), schema, options)
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    const { provider, bankRequestId } = options
    throw error.with({ provider, bankRequestId })
  }
}

/**
 * The same for a value that is already parsed, such as one item of a page.
 *
 * @example
 * const wire = parseValue(entry, accountSchema, { provider: 'ing', what: 'an account' })
 */
export const parseValue = <T>(value: unknown, schema: Schema<T>, { provider, what }: ParseOptions): T => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = issue === undefined || issue.path.length === 0 ? '(root)' : issue.path.map(String).join('.')
  throw new NostroError({
    code: 'protocol_violation',
    provider,
    // Only the path and the schema's own words: the value itself may be personal data.
    message: `The bank’s answer for ${what} does not have the agreed shape at ${path}: ${issue?.message ?? 'unexpected value'}.`,
    hint: 'The bank may have changed its interface. Report it with the bank’s request id.',
  })
}
