import {
  type CallContext,
  type Clock,
  type LocalDate,
  NostroError,
  type Page,
  pollUntil,
  type SessionAccess,
  toLocalDate,
} from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll } from '../api/client.ts'
import { toOptionalText } from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'

const statementSchema = z.object({
  id: z.number(),
  status: z.string().nullish(),
  statement_format: z.string().nullish(),
  statement_number: z.number().nullish(),
  date_start: z.string().nullish(),
  date_end: z.string().nullish(),
})

/** A statement as ordered; its file is downloaded apart. */
export interface BunqStatement {
  readonly id: string
  /** bunq's word; `COMPLETED` when the file can be downloaded. */
  readonly status?: string | undefined
  /** `CSV`, `MT940`, `PDF`. */
  readonly format?: string | undefined
  readonly number?: number | undefined
  readonly dateFrom?: string | undefined
  readonly dateTo?: string | undefined
  readonly raw: unknown
}

/** The statement that is ordered: days (both inclusive) and format. */
export type StatementRequest = {
  readonly dateFrom: LocalDate
  /** Inclusive. */
  readonly dateTo: LocalDate
} & (
  | { readonly format: 'CSV'; readonly regionalFormat: 'UK_US' | 'EUROPEAN' }
  | { readonly format: 'MT940' }
  | { readonly format: 'PDF'; readonly includeAttachments?: boolean | undefined }
)

/** Statements as files: ordered, waited for, downloaded. */
export interface BunqStatements {
  /** Orders a statement; bunq makes it in its own time. Gives its id. */
  order(access: SessionAccess, accountId: string, request: StatementRequest, ctx?: CallContext): Promise<string>
  list(access: SessionAccess, accountId: string, ctx?: CallContext): Promise<Page<BunqStatement>>
  get(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqStatement>
  /** Waits until it is made. @throws NostroError `timeout` */
  ready(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<BunqStatement>
  /**
   * The file in pieces. bunq signs it as a whole, so it is held (16 MiB at most) and verified before the first piece is
   * handed out: what arrives is genuine and complete.
   */
  download(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): AsyncIterable<Uint8Array>
  delete(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<void>
}

const poll = { intervalMs: 1_000, timeoutMs: 60_000 }
const chunkBytes = 64 * 1024

export const createStatements = (caller: Caller, clock: Clock): BunqStatements => {
  const paramsOf = (accountId: string, statementId: string) => ({ accountId, statementId })
  const get: BunqStatements['get'] = async (access, accountId, id, ctx) => {
    const call = { ctx, params: paramsOf(accountId, id) }
    const client = createClient(caller, access)
    return toStatement(await client.read(endpoints.getStatement, 'CustomerStatement', statementSchema, call))
  }
  return {
    get,
    order: async (access, accountId, request, ctx) =>
      createClient(caller, access).create(endpoints.createStatement, {
        ctx,
        params: { accountId },
        body: toBody(request),
      }),
    list: (access, accountId, ctx) => {
      const reader = { schema: statementSchema, map: toStatement }
      return listAll(createClient(caller, access), endpoints.listStatements, { ctx, params: { accountId } }, reader)
    },
    ready: (access, accountId, id, ctx) =>
      pollUntil(
        async () => {
          const statement = await get(access, accountId, id, ctx)
          return statement.status === 'COMPLETED' ? statement : undefined
        },
        { clock, ...poll, signal: ctx?.signal },
      ),
    download: async function* (access, accountId, id, ctx) {
      const { body } = await createClient(caller, access).send(endpoints.downloadStatement, {
        ctx,
        params: paramsOf(accountId, id),
      })
      for (let start = 0; start < body.length; start += chunkBytes) yield body.subarray(start, start + chunkBytes)
    },
    delete: async (access, accountId, id, ctx) => {
      await createClient(caller, access).send(endpoints.deleteStatement, { ctx, params: paramsOf(accountId, id) })
    },
  }
}

const toStatement = ({ wire, raw }: Entry<z.infer<typeof statementSchema>>): BunqStatement => ({
  id: String(wire.id),
  status: toOptionalText(wire.status),
  format: toOptionalText(wire.statement_format),
  number: wire.statement_number ?? undefined,
  dateFrom: toOptionalText(wire.date_start),
  dateTo: toOptionalText(wire.date_end),
  raw,
})

const toBody = (request: StatementRequest): Readonly<Record<string, unknown>> => {
  const [date_start, date_end] = [toLocalDate(request.dateFrom), toLocalDate(request.dateTo)]
  if (date_end < date_start) {
    throw new NostroError({
      code: 'invalid_request',
      provider: 'bunq',
      message: 'The statement ends before it begins.',
      hint: 'Give dateTo on or after dateFrom.',
    })
  }
  return {
    statement_format: request.format,
    date_start,
    date_end,
    regional_format: request.format === 'CSV' ? request.regionalFormat : undefined,
    include_attachment:
      request.format === 'PDF' && request.includeAttachments !== undefined ? request.includeAttachments : undefined,
  }
}
