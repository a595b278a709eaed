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
  organizationIdentifier: '2.5.4.97',
  qcStatements: '1.3.6.1.5.5.7.1.3',
  qcCompliance: '0.4.0.1862.1.1',
  qcType: '0.4.0.1862.1.6',
  psd2Statement: '0.4.0.19495.2',
} as const

export interface Psd2Extensions {
  /** ETSI TS 119 495 5.2.1, such as `PSDNL-DNB-B0123`. */
  readonly organizationIdentifier?: string
  readonly psd2Roles: readonly Psd2Role[]
  readonly qcType?: QcType
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
    psd2Roles: keyOf(psd2RoleIdentifiers, oidsIn(statements.get(identifiers.psd2Statement))),
    ...(organizationIdentifier === undefined ? {} : { organizationIdentifier }),
    ...(qcType === undefined ? {} : { qcType }),
  }
}

const childrenOf = (element: DerElement | undefined): readonly DerElement[] =>
  element === undefined ? [] : readElements(element.contents)

const oidOf = (element: DerElement | undefined): string | undefined =>
  element?.tag === 0x06 ? readObjectIdentifier(element.contents) : undefined

/** The statements by their identifier (RFC 3739 3.2.6). */
const qcStatementsOf = (fields: readonly DerElement[]): ReadonlyMap<string, DerElement> => {
  const [list] = childrenOf(fields.find(({ tag }) => tag === extensionsTag))
  const extension = childrenOf(list)
    .map(childrenOf)
    .find(([id]) => oidOf(id) === identifiers.qcStatements)
  const value = extension?.at(-1)
  const [statements] = childrenOf(value)
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
