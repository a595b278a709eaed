// biome-ignore lint/suspicious/noDeprecatedImports: its successor is the same validator as a package of its own
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { formatError, isJson, type Json } from './fields.ts'

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'

const bad = (path: string, reason: string): never => formatError(69, path, reason)

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  processEntities: true,
})

/** A nested member, elements without a namespace prefix. */
const at = (value: unknown, path: string): unknown =>
  path.split('/').reduce<unknown>((node, name) => (isJson(node) ? node[name] : undefined), value)

const textAt = (value: unknown, path: string): string | undefined => {
  const found = at(value, path)
  if (typeof found === 'string') return found
  const inner = isJson(found) ? found['#text'] : undefined
  return typeof inner === 'string' ? inner : undefined
}

/** Drops members that are not there, so that optional fields stay absent. */
const present = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** Hundred-thousandths, enough to compare sums of any currency exactly. */
const exact = (amount: string): bigint | undefined => {
  const [, whole, fraction = ''] = /^(\d{1,18})(?:\.(\d{1,5}))?$/.exec(amount) ?? []
  return whole === undefined ? undefined : BigInt(whole + fraction.padEnd(5, '0'))
}

const checkTotals = (node: unknown, where: string, amount: string): void => {
  const count = textAt(node, 'NbOfTxs')
  const sum = textAt(node, 'CtrlSum')
  if (count !== undefined && count !== '1') bad(`${where}/NbOfTxs`, 'must be 1, as there is one transaction')
  if (sum !== undefined && exact(sum) !== exact(amount)) bad(`${where}/CtrlSum`, 'is not the sum of the amounts')
}

/** The namespace of the root element, which the parser drops with its prefix. */
const namespaceOf = (xml: string): string | undefined => {
  const [, prefix, attributes = ''] = /<(?:(\w+):)?Document\b([^>]*)>/.exec(xml) ?? []
  const name = prefix === undefined ? 'xmlns' : `xmlns:${prefix}`
  return new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1]
}

const readDocument = (xml: string): Json => {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) bad('body', 'a document type or an entity is not allowed')
  const valid = XMLValidator.validate(xml)
  if (valid !== true) bad('body', `the XML is not well-formed: ${valid.err.msg}`)
  const root: unknown = parser.parse(xml)
  const document = at(root, 'Document')
  if (!isJson(document)) return bad('Document', 'the root element must be Document')
  if (namespaceOf(xml) !== NAMESPACE) bad('Document', `the namespace must be ${NAMESPACE}`)
  return document
}

/** Row 69: exactly one payment of a pain.001.001.03 document, as the fields that a JSON body would have. */
export const readPain001 = (xml: string): Json => {
  const document = readDocument(xml)
  const header = at(document, 'CstmrCdtTrfInitn/GrpHdr')
  const group = at(document, 'CstmrCdtTrfInitn/PmtInf')
  const transfer = at(group, 'CdtTrfTxInf')
  if (!isJson(header) || textAt(header, 'NbOfTxs') === undefined) bad('GrpHdr/NbOfTxs', 'is required')
  if (!isJson(group) || !isJson(transfer)) return bad('CdtTrfTxInf', 'exactly one transaction is expected')
  const amount = textAt(transfer, 'Amt/InstdAmt') ?? bad('Amt/InstdAmt', 'is required')
  checkTotals(header, 'GrpHdr', amount)
  checkTotals(group, 'PmtInf', amount)
  const debtor = textAt(group, 'DbtrAcct/Id/IBAN')
  const endToEnd = textAt(transfer, 'PmtId/EndToEndId')
  return present({
    instructedAmount: { amount, currency: at(transfer, 'Amt/InstdAmt/@Ccy') },
    creditorAccount: present({
      iban: textAt(transfer, 'CdtrAcct/Id/IBAN'),
      bban: textAt(transfer, 'CdtrAcct/Id/Othr/Id'),
    }),
    creditorName: textAt(transfer, 'Cdtr/Nm'),
    creditorAgent: textAt(transfer, 'CdtrAgt/FinInstnId/BIC'),
    endToEndIdentification: endToEnd === 'NOTPROVIDED' ? undefined : endToEnd,
    remittanceInformationUnstructured: textAt(transfer, 'RmtInf/Ustrd'),
    debtorAccount: debtor === undefined ? undefined : { iban: debtor },
    debtorName: textAt(group, 'Dbtr/Nm'),
    requestedExecutionDate: textAt(group, 'ReqdExctnDt'),
    localInstrumentCode: textAt(group, 'PmtTpInf/LclInstrm/Cd') ?? textAt(transfer, 'PmtTpInf/LclInstrm/Cd'),
    chargeBearer: textAt(group, 'ChrgBr') ?? textAt(transfer, 'ChrgBr'),
  })
}
