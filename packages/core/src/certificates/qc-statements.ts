import forge from 'node-forge'
import { identifiers, type Psd2Role, psd2RoleIdentifiers, type QcType, qcTypeIdentifiers } from './psd2-extensions.ts'

export interface QcStatementsFields {
  readonly type: QcType
  readonly roles: readonly Psd2Role[]
  /** The competent authority, such as `De Nederlandsche Bank`. */
  readonly ncaName: string
  /** Its id, such as `NL-DNB`. */
  readonly ncaId: string
}

const { Class, Type, create, oidToDer } = forge.asn1

const sequence = (...items: forge.asn1.Asn1[]): forge.asn1.Asn1 => create(Class.UNIVERSAL, Type.SEQUENCE, true, items)
const oid = (text: string): forge.asn1.Asn1 => create(Class.UNIVERSAL, Type.OID, false, oidToDer(text).getBytes())
const utf8 = (text: string): forge.asn1.Asn1 => create(Class.UNIVERSAL, Type.UTF8, false, forge.util.encodeUtf8(text))

/** The extension value that says qualified certificate, its type, and the PSD2 roles (ETSI EN 319 412-5, TS 119 495 5.1). */
export const toQcStatements = ({ type, roles, ncaName, ncaId }: QcStatementsFields): forge.asn1.Asn1 =>
  sequence(
    sequence(oid(identifiers.qcCompliance)),
    sequence(oid(identifiers.qcType), sequence(oid(qcTypeIdentifiers[type]))),
    sequence(
      oid(identifiers.psd2Statement),
      sequence(
        sequence(...roles.map((role) => sequence(oid(psd2RoleIdentifiers[role]), utf8(role)))),
        utf8(ncaName),
        utf8(ncaId),
      ),
    ),
  )
