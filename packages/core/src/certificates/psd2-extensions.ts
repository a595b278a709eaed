import { type DerElement, readElements, readObjectIdentifier } from './der-reader.ts'

/** What a payment service provider is licensed to do: servicing accounts, initiating payments, account information, card-based instruments. */
export type Psd2Role = 'PSP_AS' | 'PSP_PI' | 'PSP_AI' | 'PSP_IC'

/** ETSI TS 119 495 5.1. */
export const psd2RoleIdentifiers: Readonly<Record<Psd2Role, string>> = {
  PSP_AS: '0.4.0.19495.1.1',
  PSP_PI: '0.4.0.19495.1.2',
  PSP_AI: '0.4.0.19495.1.3',
  PSP_IC: '0.4.0.19495.1.4',
}

/** ETSI EN 319 412-5 4.2.3: for signatures of persons, for seals, for web authentication. */
export type QcType = 'esign' | 'qsealc' | 'qwac'

export const qcTypeIdentifiers: Readonly<Record<QcType, string>> = {
  esign: '0.4.0.1862.1.6.1',
  qsealc: '0.4.0.1862.1.6.2',
  qwac: '0.4.0.1862.1.6.3',
}

export const identifiers = {
  keyUsage: '2.5.29.15',
  organizationIdentifier: '2.5.4.97',
  qcStatements: '1.3.6.1.5.5.7.1.3',
  qcCompliance: '0.4.0.1862.1.1',
  qcType: '0.4.0.1862.1.6',
  psd2Statement: '0.4.0.19495.2',
} as const

export interface Psd2Extensions {
  /** ETSI TS 119 495 5.2.1, such as `PSDNL-DNB-B0123`. */
  readonly organizationIdentifier?: string | undefined
  readonly psd2Roles: readonly Psd2Role[]
  readonly qcType?: QcType | undefined
  /** False when its key usage (RFC 5280 4.2.1.3) names neither digitalSignature nor nonRepudiation. */
  readonly maySign: boolean
}

const sequenceTag = 0x30
const extensionsTag = 0xa3

/** What node:crypto does not tell about a certificate: the PSD2 statements and the holder's registration number. */
export const readPsd2Extensions = (der: Uint8Array): Psd2Extensions => {
  const [certificate] = readElements(der)
  const [toBeSigned] = childrenOf(certificate)
  const fields = childrenOf(toBeSigned)
  const statements = qcStatementsOf(fields)
  const organizationIdentifier = organizationIdentifierOf(fields)
  const qcType = keyOf(qcTypeIdentifiers, oidsIn(statements.get(identifiers.qcType)))[0]
  return {
    maySign: maySign(fields),
    psd2Roles: keyOf(psd2RoleIdentifiers, oidsIn(statements.get(identifiers.psd2Statement))),
    organizationIdentifier,
    qcType,
  }
}

const childrenOf = (element: DerElement | undefined): readonly DerElement[] =>
  element === undefined ? [] : readElements(element.contents)

const oidOf = (element: DerElement | undefined): string | undefined =>
  element?.tag === 0x06 ? readObjectIdentifier(element.contents) : undefined

/** The value of an extension, as the OCTET STRING holds it. */
const extensionOf = (fields: readonly DerElement[], identifier: string): DerElement | undefined => {
  const [list] = childrenOf(fields.find(({ tag }) => tag === extensionsTag))
  const extension = childrenOf(list)
    .map(childrenOf)
    .find(([id]) => oidOf(id) === identifier)
  return childrenOf(extension?.at(-1))[0]
}

/** The first two bits; the byte before them says how many at the end do not count. */
const maySign = (fields: readonly DerElement[]): boolean => {
  const bits = extensionOf(fields, identifiers.keyUsage)?.contents
  return bits === undefined || ((bits[1] ?? 0) & 0xc0) !== 0
}

/** The statements by their identifier (RFC 3739 3.2.6). */
const qcStatementsOf = (fields: readonly DerElement[]): ReadonlyMap<string, DerElement> => {
  const statements = extensionOf(fields, identifiers.qcStatements)
  return new Map(childrenOf(statements).map((statement) => [oidOf(childrenOf(statement)[0]) ?? '', statement]))
}

/** The subject is the last name of the certificate's fields: a sequence of sets, unlike validity and key. */
const organizationIdentifierOf = (fields: readonly DerElement[]): string | undefined => {
  const subject = fields.filter(isName).at(-1)
  for (const attribute of childrenOf(subject).flatMap(childrenOf)) {
    const [type, value] = childrenOf(attribute)
    if (oidOf(type) === identifiers.organizationIdentifier) return new TextDecoder().decode(value?.contents)
  }
  return undefined
}

const isName = (field: DerElement): boolean =>
  field.tag === sequenceTag && childrenOf(field).some(({ tag }) => tag === 0x31)

/** All object identifiers anywhere inside. */
const oidsIn = (element: DerElement | undefined): readonly string[] => {
  if (element === undefined) return []
  const own = oidOf(element)
  if (own !== undefined) return [own]
  return (element.tag & 0x20) === 0 ? [] : childrenOf(element).flatMap(oidsIn)
}

const keyOf = <K extends string>(table: Readonly<Record<K, string>>, found: readonly string[]): readonly K[] =>
  (Object.keys(table) as K[]).filter((key) => found.includes(table[key]))
