import type { RemittanceInformation } from '@nostro/core'
import type { WireTransaction } from '../api/account-schemas.ts'
import { textOf } from '../api/wire-fields.ts'

/** A remittance text in its parts. Germany packs the direct debit's mandate and creditor into the same line. */
export interface ReadRemittance {
  readonly information?: RemittanceInformation | undefined
  readonly mandateId?: string | undefined
  readonly creditorId?: string | undefined
}

/** `mandatereference:…,creditorid:…,remittanceinformation:…`; a comma inside the last part belongs to it. */
const packedPattern = /^\s*mandatereference:(.*?),\s*creditorid:(.*?),\s*remittanceinformation:(.*)$/is

const separator = /<br\s*\/?>/i

export const readRemittance = (
  wire: Pick<WireTransaction, 'remittanceInformationUnstructured' | 'remittanceInformationStructured'>,
): ReadRemittance => {
  const text = textOf(wire.remittanceInformationUnstructured)
  const packed = packedPattern.exec(text ?? '')
  const read: { -readonly [Key in keyof ReadRemittance]: ReadRemittance[Key] } = {}
  const information = toInformation(toLines(packed === null ? text : packed[3]), wire.remittanceInformationStructured)
  if (information !== undefined) read.information = information
  if (packed === null) return read
  const mandateId = textOf(packed[1])
  if (mandateId !== undefined) read.mandateId = mandateId
  const creditorId = textOf(packed[2])
  if (creditorId !== undefined) read.creditorId = creditorId
  return read
}

export const toLines = (text: string | undefined): readonly string[] => {
  if (text?.includes('<') !== true) return toLine(text)
  return text.split(separator).flatMap(toLine)
}

const toLine = (text: string | undefined): readonly string[] => {
  const line = textOf(text)
  return line === undefined ? [] : [line]
}

type StructuredParts = Partial<Exclude<WireTransaction['remittanceInformationStructured'], string | null | undefined>>

const toInformation = (
  lines: readonly string[],
  structured: WireTransaction['remittanceInformationStructured'],
): RemittanceInformation | undefined => {
  const parts: StructuredParts =
    typeof structured === 'object' && structured !== null ? structured : { reference: structured }
  const reference = textOf(parts.reference)
  const type = textOf(parts.referenceType) ?? textOf(parts.type)
  const issuer = textOf(parts.referenceIssuer) ?? textOf(parts.issuer)
  const information: { -readonly [Key in keyof RemittanceInformation]: RemittanceInformation[Key] } = {}
  if (lines.length > 0) information.unstructured = lines
  if (reference !== undefined) information.reference = reference
  if (type !== undefined) information.referenceType = type
  if (issuer !== undefined) information.referenceIssuer = issuer
  return lines.length > 0 || (reference ?? type ?? issuer) !== undefined ? information : undefined
}
