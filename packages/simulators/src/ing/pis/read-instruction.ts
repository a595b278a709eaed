import { mediaTypeOf } from '../checks/media-types.ts'
import { parseJson } from '../parse-json.ts'
import { refuse } from '../refusal.ts'
import type { TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { formatError, isJson, type Json } from './fields.ts'
import { checkInstruction, type InstructionContext } from './instruction-checks.ts'
import { readMultipart } from './multipart.ts'
import { readPain001 } from './pain-001.ts'
import type { Payment } from './payment.ts'
import { accountByIban } from './settle-payments.ts'

const readJson = (body: Buffer): unknown => {
  const reading = parseJson(body)
  return 'problem' in reading ? formatError(63, 'body', reading.problem) : reading.value
}

const readParts = (contentType: string, body: Buffer): Json => {
  const parts = readMultipart(contentType, body)
  const xml = parts.get('xml_sct') ?? formatError(63, 'xml_sct', 'the part is required')
  const agreement = ['startDate', 'endDate', 'frequency', 'dayOfExecution'].flatMap((name) => {
    const value = parts.get(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...readPain001(xml), ...Object.fromEntries(agreement) }
}

const READERS: Readonly<Record<Payment['format'], (contentType: string, body: Buffer) => unknown>> = {
  json: (_type, body) => readJson(body),
  xml: (_type, body) => readPain001(body.toString('utf8')),
  multipart: readParts,
}

/** Row 67: instant where no instant scheme serves the payment, as far as ING can tell before the redirect. */
const checkInstant = (world: IngWorld, body: Json, { product }: InstructionContext): void => {
  if (body['localInstrumentCode'] !== 'INST') return
  const { debtorAccount } = body
  const known = isJson(debtorAccount) && accountByIban(world, debtorAccount['iban']) !== undefined
  const unserved = product === 'cross-border-credit-transfers' || (world.state.modes.instantUnavailable && known)
  if (!unserved) return
  refuse({
    row: 67,
    status: 400,
    text: 'Instant payment is not possible.',
    code: 'PAYMENT_FAILED',
    path: 'localInstrumentCode',
    reason: 'No instant scheme serves this payment',
  })
}

const UNSUPPORTED = ['instructionPriority', 'serviceLevelCode', 'localInstrumentCode'] as const

/** Row 68, second half. */
const checkBulkCodes = (world: IngWorld, body: Json): void => {
  if (world.settings.unsupportedBulkCodes === 'ignore') return
  const name = UNSUPPORTED.find((each) => body[each] !== undefined)
  if (name !== undefined) formatError(68, name, 'is not supported for bulk payments')
}

/** Rows 63 to 69: the body of an initiation, as the fields that a JSON body would have. */
export const readInstruction = (
  world: IngWorld,
  call: TokenCall,
  context: InstructionContext & { readonly format: Payment['format'] },
): Json => {
  const contentType = call.request.header('content-type') ?? ''
  const charset = /charset="?([^";\s]+)/i.exec(contentType)?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8' && mediaTypeOf(contentType) === 'application/json') {
    formatError(63, 'Content-Type', 'JSON is UTF-8', charset)
  }
  const body = checkInstruction(READERS[context.format](contentType, call.request.body), context)
  if (context.service === 'bulk-payments') checkBulkCodes(world, body)
  else checkInstant(world, body, context)
  return body
}
