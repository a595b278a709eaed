// biome-ignore lint/suspicious/noDeprecatedImports: its successor is the same validator as a package of its own
import { XMLValidator } from 'fast-xml-parser'
import type { Members } from '../checks/fields.ts'
import { isIban } from '../checks/fields.ts'
import { formatError } from '../refusal.ts'

const all = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`, 'g'))].map(([, text = '']) => text.trim())

/** Hundred-thousandths, so that sums of any currency compare exactly. */
const exact = (text: string): bigint => {
  const [, whole = '', fraction = ''] = /^(\d{1,18})(?:\.(\d{1,5}))?$/.exec(text) ?? []
  return whole === ''
    ? formatError(45, 'InstdAmt', 'An amount is no decimal number', { received: text })
    : BigInt(whole + fraction.padEnd(5, '0'))
}

/** Check 45: well-formed pain.001 without a document type, whose count and control sum are right. */
export const readPain001 = (body: Buffer): Members => {
  const xml = body.toString('utf8')
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) return formatError(45, 'body', 'A document type or an entity is not allowed')
  const valid = XMLValidator.validate(xml)
  if (valid !== true) return formatError(45, 'body', `The XML is not well-formed: ${valid.err.msg}`)
  if (!/urn:iso:std:iso:20022:tech:xsd:pain\.001\.001\.\d\d/.test(xml)) {
    return formatError(45, 'Document', 'The root element must be a pain.001 Document')
  }
  const amounts = all(xml, 'InstdAmt')
  if (amounts.length === 0) return formatError(45, 'CdtTrfTxInf', 'There is no transfer')
  const sum = amounts.reduce((total, amount) => total + exact(amount), 0n)
  const [count] = all(xml, 'NbOfTxs')
  if (count !== String(amounts.length)) {
    return formatError(45, 'NbOfTxs', 'NbOfTxs is not the number of transfers', {
      expected: String(amounts.length),
      received: count,
    })
  }
  const [control] = all(xml, 'CtrlSum')
  if (control !== undefined && exact(control) !== sum)
    return formatError(45, 'CtrlSum', 'CtrlSum is not the sum of the amounts', { received: control })
  const wrong = all(xml, 'IBAN').find((iban) => !isIban(iban))
  return wrong === undefined ? { xml } : formatError(45, 'IBAN', 'An IBAN is not one')
}

/** pain.002: the status of a payment that came as XML. */
export const writePain002 = (id: string, status: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>${id}</OrgnlMsgId><OrgnlMsgNmId>pain.001</OrgnlMsgNmId><GrpSts>${status}</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>
`
