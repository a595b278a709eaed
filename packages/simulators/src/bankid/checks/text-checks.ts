import { invalidParameters, type Refusal } from '../answers.ts'
import { simpleMarkdownFault } from '../markdown/simple-markdown.ts'
import { describe, type FieldCheck } from './field-check.ts'

const decodeUtf8 = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The bytes of standard, padded base64; `undefined` for any other spelling. */
const canonicalBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

const fault = (value: string, max: number): string | undefined => {
  if (value === '') return 'it is empty'
  if (value.length > max) return 'it is too long'
  return canonicalBase64(value) === undefined ? 'it is not canonical base64' : undefined
}

const invalidVisible = (check: string, reason: string, expected: string, value: unknown): Refusal =>
  invalidParameters(check, 'Invalid userVisibleData', { reason, expected, received: describe(value) })

/** A5: without a text there is nothing to sign. */
export const visibleDataIsThere: FieldCheck = ({ body, endpoint }) => {
  const value = body['userVisibleData']
  if (!endpoint.visibleData.required || (typeof value === 'string' && value !== '')) return undefined
  return invalidVisible('A5', 'userVisibleData is missing', 'base64 of the text to sign', value)
}

/** A6: lengths count after encoding. */
export const visibleDataIsText: FieldCheck = ({ body, endpoint }) => {
  const value = body['userVisibleData']
  if (typeof value !== 'string') return undefined
  const { max } = endpoint.visibleData
  const expected = `canonical base64 of UTF-8, 1 to ${max} characters`
  const wrong = fault(value, max)
  if (wrong !== undefined) return invalidVisible('A6', `userVisibleData: ${wrong}`, expected, value)
  return decodeUtf8(Buffer.from(value, 'base64')) === undefined
    ? invalidVisible('A6', 'userVisibleData: it does not hold UTF-8', expected, value)
    : undefined
}

/** A7: any bytes, but base64 of them. */
export const nonVisibleDataIsBase64: FieldCheck = ({ body, endpoint }) => {
  const value = body['userNonVisibleData']
  if (typeof value !== 'string') return undefined
  const { max } = endpoint.nonVisibleData
  const wrong = fault(value, max)
  if (wrong === undefined) return undefined
  return invalidParameters('A7', 'Invalid userNonVisibleData', {
    reason: `userNonVisibleData: ${wrong}`,
    expected: `canonical base64, 1 to ${max} characters`,
    received: describe(value),
  })
}

/** A8: payments alone; elsewhere the hidden text may stand by itself. */
export const nonVisibleDataHasVisible: FieldCheck = ({ body, endpoint }) => {
  if (!endpoint.nonVisibleData.needsVisible || body['userNonVisibleData'] === undefined) return undefined
  if (body['userVisibleData'] !== undefined) return undefined
  return invalidParameters('A8', 'userNonVisible data requires userVisibleData', {
    reason: 'userNonVisibleData stands without userVisibleData',
    expected: 'userVisibleData beside it',
    received: 'missing',
  })
}

/** A9. */
export const formatIsKnown: FieldCheck = ({ body }) => {
  const value = body['userVisibleDataFormat']
  if (value === undefined || value === 'plaintext' || value === 'simpleMarkdownV1') return undefined
  return invalidParameters('A9', 'Invalid userVisibleDataFormat', {
    reason: 'userVisibleDataFormat is unknown',
    expected: 'plaintext or simpleMarkdownV1',
    received: describe(value),
  })
}

/** A10: the document against the grammar of its format. */
export const markdownIsValid: FieldCheck = ({ body, settings }) => {
  const value = body['userVisibleData']
  if (!settings.refuseBadMarkdown || typeof value !== 'string') return undefined
  if (body['userVisibleDataFormat'] !== 'simpleMarkdownV1') return undefined
  const wrong = simpleMarkdownFault(Buffer.from(value, 'base64').toString('utf8'))
  if (wrong === undefined) return undefined
  // The service names the place, and so do its details: this is the one fault of a text that says where it is.
  return invalidParameters('A10', `At (${wrong.line}, ${wrong.column}): ${wrong.reason}`, {
    reason: `line ${wrong.line}, column ${wrong.column}: ${wrong.reason}`,
    expected: 'a simpleMarkdownV1 document',
    received: describe(value),
  })
}

/** The rows on texts in their order. */
export const textChecks: readonly FieldCheck[] = [
  visibleDataIsThere,
  visibleDataIsText,
  nonVisibleDataIsBase64,
  nonVisibleDataHasVisible,
  formatIsKnown,
  markdownIsValid,
]
