import type { RemittanceInformation } from '@nostro/core'
import type { WireTransaction } from '../api/account-schemas.ts'

/** A remittance text in its parts. Germany packs the direct debit's mandate and creditor into the same line. */
export interface ReadRemittance {
  readonly information?: RemittanceInformation
  readonly mandateId?: string
  readonly creditorId?: string
}

/** `mandatereference:…,creditorid:…,remittanceinformation:…`; a comma inside the last part belongs to it. */
const packedPattern = /^\s*mandatereference:(.*?),\s*creditorid:(.*?),\s*remittanceinformation:(.*)$/is

const separator = /<br\s*\/?>/i

export const readRemittance = (
  wire: Pick<WireTransaction, 'remittanceInformationUnstructured' | 'remittanceInformationStructured'>,
): ReadRemittance => {
  const packed = packedPattern.exec(wire.remittanceInformationUnstructured ?? '')
  const text = packed === null ? wire.remittanceInformationUnstructured : packed[3]
  const information = toInformation(toLines(text), wire.remittanceInformationStructured)
  const [mandateId, creditorId] = [present(packed?.[1]), present(packed?.[2])]
  return {
    ...(information === undefined ? {} : { information }),
    ...(mandateId === undefined ? {} : { mandateId }),
    ...(creditorId === undefined ? {} : { creditorId }),
  }
}

export const toLines = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(separator)
    .map((line) => line.trim())
    .filter((line) => line !== '')

const present = (text: string | undefined): string | undefined => {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? undefined : trimmed
}

const toInformation = (
  lines: readonly string[],
  structured: WireTransaction['remittanceInformationStructured'],
): RemittanceInformation | undefined => {
  const type = structured != null && 'referenceType' in structured ? structured.referenceType : undefined
  const issuer = structured != null && 'referenceIssuer' in structured ? structured.referenceIssuer : undefined
  const reference = present(structured?.reference)
  const information = {
    ...(lines.length === 0 ? {} : { unstructured: lines }),
    ...(reference === undefined ? {} : { reference }),
    ...(type === undefined ? {} : { referenceType: type }),
    ...(issuer === undefined ? {} : { referenceIssuer: issuer }),
  }
  return Object.keys(information).length === 0 ? undefined : information
}
