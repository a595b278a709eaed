import { type Der, oid, sequence, utf8 } from './der.ts'
import { extension } from './extensions.ts'

/** ETSI TS 119 495 5.1: what a payment service provider is licensed to do. */
const roles = {
  PSP_AS: '0.4.0.19495.1.1',
  PSP_PI: '0.4.0.19495.1.2',
  PSP_AI: '0.4.0.19495.1.3',
  PSP_IC: '0.4.0.19495.1.4',
} as const

export type Psd2Role = keyof typeof roles

/** ETSI EN 319 412-5 4.2.3: a certificate for seals (QSealC) or for web authentication (QWAC). */
const types = { qsealc: '0.4.0.1862.1.6.2', qwac: '0.4.0.1862.1.6.3' } as const

export type QcType = keyof typeof types

export interface QcStatements {
  readonly type: QcType
  readonly roles: readonly Psd2Role[]
  /** The competent authority that licensed the holder, such as `De Nederlandsche Bank`. */
  readonly ncaName: string
  /** Country and abbreviation, such as `NL-DNB`. */
  readonly ncaId: string
}

/** The qcStatements extension (RFC 3739 3.2.6) of a PSD2 certificate (ETSI TS 119 495 annex A). */
export const qcStatements = (statements: QcStatements): Der =>
  extension(
    '1.3.6.1.5.5.7.1.3',
    sequence(
      sequence(oid('0.4.0.1862.1.1')),
      sequence(oid('0.4.0.1862.1.6'), sequence(oid(types[statements.type]))),
      sequence(
        oid('0.4.0.19495.2'),
        sequence(
          sequence(...statements.roles.map((role) => sequence(oid(roles[role]), utf8(role)))),
          utf8(statements.ncaName),
          utf8(statements.ncaId),
        ),
      ),
    ),
  )
