import { type BankResponse, NostroError, parseResponse, parseValue, type Schema } from '@nostro/core'
import { z } from 'zod'
import { bankRequestIdHeader } from './errors.ts'

const envelopeSchema = z.object({
  Response: z.array(z.unknown()),
  Pagination: z
    .object({
      future_url: z.string().nullish(),
      newer_url: z.string().nullish(),
      older_url: z.string().nullish(),
    })
    .nullish(),
})

/** One entry of `Response`, out of the wrapper whose only key names its type. */
export interface Wrapped {
  readonly type: string
  readonly value: unknown
}

export interface Envelope {
  readonly items: readonly Wrapped[]
  readonly olderUrl?: string | undefined
  readonly newerUrl?: string | undefined
}

export const parseOptions = (response: BankResponse, what: string) => {
  const bankRequestId = response.headers[bankRequestIdHeader.toLowerCase()]
  return { provider: 'bunq', what, bankRequestId }
}

/** The outer shape of every JSON answer. @throws NostroError `protocol_violation` */
export const readEnvelope = (response: BankResponse, what: string): Envelope => {
  const { Response: list, Pagination: links } = parseResponse(response, envelopeSchema, parseOptions(response, what))
  return {
    items: list.map((entry) => {
      const [type, value] = Object.entries(typeof entry === 'object' && entry !== null ? entry : {})[0] ?? [
        '',
        undefined,
      ]
      return { type, value }
    }),
    olderUrl: links?.older_url == null ? undefined : links.older_url,
    newerUrl: links?.newer_url == null ? undefined : links.newer_url,
  }
}

/** The one entry of that type, by name and not by place. @throws NostroError `protocol_violation` when there is none */
export const readEntry = <T>(response: BankResponse, types: string | RegExp, schema: Schema<T>, what: string): T => {
  const { items } = readEnvelope(response, what)
  const found = items.find(({ type }) => (typeof types === 'string' ? type === types : types.test(type)))
  if (found !== undefined) return parseValue(found.value, schema, parseOptions(response, what))
  const bankRequestId = response.headers[bankRequestIdHeader.toLowerCase()]
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'bunq',
    message: `The bank’s answer for ${what} lacks what it must hold.`,
    hint: 'bunq may have changed its interface. Report it with the request id.',
    bankRequestId,
  })
}

const idSchema = z.object({ id: z.number() })

/** The id that most writes answer with: under `Id`, or in the object itself. */
export const readId = (response: BankResponse, what: string): string =>
  String(readEntry(response, /./, idSchema, what).id)
