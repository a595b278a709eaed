import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { CallContext } from '@nostro/core'
import type { Caller } from '../auth/scopes.ts'
import { ApiError, type FieldProblem } from '../errors/api-error.ts'

/** What the server knows of a request beside the request. */
export interface PeerBindings {
  /** Address of the socket, or of the last hop that is not trusted. */
  readonly peer?: string | undefined
}

export interface ApiEnv {
  Bindings: PeerBindings
  Variables: {
    requestId: string
    caller: Caller
    ctx: CallContext
  }
}

export type ApiApp = OpenAPIHono<ApiEnv>

/** A part of the API. What does not fit its schema is refused with the place of each fault. */
export const createApp = (): ApiApp =>
  new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return
      throw new ApiError({
        status: 422,
        code: 'invalid_request',
        detail: `The request does not fit: ${toFields(result.error, result.target)
          .map(({ pointer, parameter, header, detail }) => `${pointer ?? parameter ?? header ?? 'it'} ${detail}`)
          .slice(0, 5)
          .join('; ')}.`,
        hint: 'See /openapi.json for what this route takes.',
        errors: toFields(result.error, result.target),
      })
    },
  })

const toFields = (error: z.core.$ZodError, target: string): readonly FieldProblem[] =>
  error.issues.map(({ path, message }) => {
    const detail = message.slice(0, 200)
    if (target === 'json') return { pointer: path.length === 0 ? '/' : `/${path.map(String).join('/')}`, detail }
    const name = path.map(String).join('.')
    return target === 'header' ? { header: name, detail } : { parameter: name, detail }
  })

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    retryable: z.boolean(),
    hint: z.string().optional(),
    provider: z.string().optional(),
    bankRequestId: z.string().optional(),
    bankMessages: z
      .array(z.object({ code: z.string().optional(), text: z.string().optional(), path: z.string().optional() }))
      .optional(),
    limitedBy: z.enum(['bank', 'nostro']).optional(),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional(),
          parameter: z.string().optional(),
          header: z.string().optional(),
          detail: z.string(),
        }),
      )
      .optional(),
    action: z.object({ kind: z.string(), href: z.string() }).optional(),
  })
  .openapi('Problem')

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})

/** The refusals that any route may answer with. */
export const problems = {
  400: problem('The request cannot be read'),
  401: problem('No credential, or one that is not valid'),
  403: problem('The credential does not allow this'),
  404: problem('No such thing'),
  406: problem('A page asked for data'),
  409: problem('The state of things, or the bank, does not allow it'),
  413: problem('The body is too large'),
  415: problem('Not JSON'),
  422: problem('The request does not fit its schema'),
  429: problem('Too many requests'),
  500: problem('A fault of this server'),
  502: problem('The bank’s answer cannot be used'),
  503: problem('The bank or this server is not available'),
  504: problem('The bank did not answer in time'),
}

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

/** A body is never optional: without `required` a request without a body would pass unread. */
export const body = <T extends z.ZodType>(schema: T) => ({
  required: true as const,
  content: { 'application/json': { schema } },
})
