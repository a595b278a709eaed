import { type Der, objectIdentifier, sequence, utf8 } from './der-writer.ts'
import { identifiers, type Psd2Role, psd2RoleIdentifiers, type QcType, qcTypeIdentifiers } from './psd2-extensions.ts'

export interface QcStatementsFields {
  readonly type: QcType
  readonly roles: readonly Psd2Role[]
  /** The competent authority, such as `De Nederlandsche Bank`. */
  readonly ncaName: string
  /** Its id, such as `NL-DNB`. */
  readonly ncaId: string
}

/** The extension value that says qualified certificate, its type, and the PSD2 roles (ETSI EN 319 412-5, TS 119 495 5.1). */
export const toQcStatements = ({ type, roles, ncaName, ncaId }: QcStatementsFields): Der =>
  sequence(
    sequence(objectIdentifier(identifiers.qcCompliance)),
    sequence(objectIdentifier(identifiers.qcType), sequence(objectIdentifier(qcTypeIdentifiers[type]))),
    sequence(
      objectIdentifier(identifiers.psd2Statement),
      sequence(
        sequence(...roles.map((role) => sequence(objectIdentifier(psd2RoleIdentifiers[role]), utf8(role)))),
        utf8(ncaName),
        utf8(ncaId),
      ),
    ),
  )
