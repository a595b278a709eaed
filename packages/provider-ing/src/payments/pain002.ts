import { NostroError } from '@nostro/core'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'

export interface Pain002 {
  readonly status: string
  /** Codes and texts of `StsRsnInf`, in order. */
  readonly reasons: readonly string[]
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  removeNSPrefix: true,
  processEntities: true,
})

/** Once or many times: an XML reader cannot tell a list of one from a value. */
const many = <T extends z.ZodType>(schema: T) =>
  z
    .union([z.array(schema), schema])
    .nullish()
    .transform((value) => (value == null ? [] : Array.isArray(value) ? value : [value]))

const reasonSchema = z.object({
  Rsn: z.object({ Cd: z.string().nullish(), Prtry: z.string().nullish() }).nullish(),
  AddtlInf: many(z.string()),
})

const documentSchema = z.object({
  Document: z.object({
    CstmrPmtStsRpt: z.object({
      OrgnlPmtInfAndSts: z.object({ PmtInfSts: z.string().min(1), StsRsnInf: many(reasonSchema) }),
    }),
  }),
})

/**
 * Reads pain.002.001.03 and .11: ING fills the same members of both.
 * @throws NostroError `protocol_violation` naming the path that fails; also for a DOCTYPE, which no bank needs
 */
export const readPain002 = (bytes: Uint8Array): Pain002 => {
  const text = Buffer.from(bytes).toString('utf8')
  if (/<!DOCTYPE/i.test(text)) throw unreadable('it has a DOCTYPE')
  const parsed = documentSchema.safeParse(parse(text))
  if (!parsed.success) throw unreadable(`at ${parsed.error.issues[0]?.path.map(String).join('.') ?? '(root)'}`)
  const { PmtInfSts: status, StsRsnInf } = parsed.data.Document.CstmrPmtStsRpt.OrgnlPmtInfAndSts
  return {
    status,
    reasons: StsRsnInf.flatMap(({ Rsn, AddtlInf }) => [Rsn?.Cd, Rsn?.Prtry, ...AddtlInf]).filter(
      (text): text is string => typeof text === 'string' && text !== '',
    ),
  }
}

const parse = (text: string): unknown => {
  try {
    return parser.parse(text, true) as unknown
  } catch {
    throw unreadable('it is not well-formed')
  }
}

const unreadable = (why: string): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: 'ing',
    message: `The bank’s pain.002 does not have the agreed shape: ${why}.`,
    hint: 'The bank may have changed its interface. Report it with the bank’s request id.',
  })
