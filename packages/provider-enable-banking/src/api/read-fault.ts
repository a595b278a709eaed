import { type BankMessage, type BankResponse, parseJson } from '@nostro/core'
import { z } from 'zod'

/** What an answer of 400 and up says. The body may be a proxy's page, and a bank's own form may come through. */
export interface Fault {
  /** The service's code, such as `EXPIRED_SESSION`. */
  readonly error?: string | undefined
  readonly messages: readonly BankMessage[]
  /** Status or code of the bank behind the service, where it is handed on. */
  readonly inner?: { readonly code?: string | undefined; readonly status?: number | undefined } | undefined
  /** The earliest day that the bank gives, where the answer says so. */
  readonly earliest?: string | undefined
}

const innerSchema = z.object({
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  status: z.union([z.number(), z.string()]).optional().catch(undefined),
})

const faultSchema = z.object({
  error: z.string().optional().catch(undefined),
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  detail: z.unknown().optional(),
})

const detailSchema = z.object({
  message: z.string().optional().catch(undefined),
  date_from: z.string().optional().catch(undefined),
  error_data: innerSchema.optional().catch(undefined),
})

const toInner = (data: z.infer<typeof innerSchema> | undefined): Fault['inner'] => {
  if (data === undefined) return undefined
  const status = Number(data.status ?? data.code)
  return {
    code: data.code === undefined ? undefined : String(data.code),
    status: Number.isInteger(status) ? status : undefined,
  }
}

const parse = (body: Uint8Array): unknown => {
  try {
    return parseJson(body)
  } catch {
    return undefined
  }
}

/**
 * Reads the two forms of an error: the service's `{ message, code, error, detail }`, and a bank's
 * `{ title, code: 'PERIOD_INVALID', detail }` without `error`.
 */
export const readFault = ({ body }: BankResponse): Fault => {
  const read = faultSchema.safeParse(parse(body))
  if (!read.success) return { messages: [] }
  const { error, code, message, title, detail } = read.data
  const known = error ?? (typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : undefined)
  const details = detailSchema.safeParse(detail)
  const more = details.success ? details.data : undefined
  const text = [message ?? title, typeof detail === 'string' ? detail : more?.message].filter(
    (each) => each !== undefined,
  )
  return {
    error: known,
    messages:
      known === undefined && text.length === 0
        ? []
        : [{ ...(known !== undefined && { code: known }), ...(text.length > 0 && { text: text.join(': ') }) }],
    inner: toInner(more?.error_data),
    earliest: more?.date_from,
  }
}
