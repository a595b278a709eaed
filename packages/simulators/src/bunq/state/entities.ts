import type { KeyObject } from 'node:crypto'
import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { MinorUnits } from '../../seed/model.ts'

export type UserKind = 'UserPerson' | 'UserCompany' | 'UserPaymentServiceProvider'

export interface User {
  readonly id: number
  readonly kind: UserKind
  readonly created: EpochMs
  updated: EpochMs
  readonly publicUuid: string
  readonly firstName: string
  readonly lastName: string
  /** The legal name of a person, the registered name of a company, the common name of a provider. */
  readonly legalName: string
  displayName: string
  readonly email: string
  readonly phone: string
  /** `YYYY-MM-DD`. */
  readonly birthDate: string
  /** New sessions live this long. */
  sessionTimeoutSeconds: number
  /** In the order of opening; the first is the primary one. */
  readonly accountIds: number[]
  /** PSD2 users: the subject of the certificate, `/CN=.../C=NL`. */
  readonly distinguishedName?: string
  readonly roles?: readonly string[]
  /** PSD2 users: the certificate's SHA-256 fingerprint. */
  readonly certificateId?: string
  /** The bank's own test parties pay and receive without limit. */
  readonly system?: boolean
}

export type AccountKind =
  | 'MonetaryAccountBank'
  | 'MonetaryAccountSavings'
  | 'MonetaryAccountJoint'
  | 'MonetaryAccountCard'
  | 'MonetaryAccountExternal'
  | 'MonetaryAccountExternalSavings'

export interface Account {
  readonly id: number
  readonly kind: AccountKind
  readonly created: EpochMs
  updated: EpochMs
  readonly publicUuid: string
  readonly ownerIds: readonly number[]
  readonly iban: string
  readonly currency: string
  description: string
  displayName: string
  balance: MinorUnits
  overdraft: MinorUnits
  dailyLimit: MinorUnits
  status: string
  subStatus: string
  reason: string | null
  reasonDescription: string | null
  savingsGoal: MinorUnits | null
  settings: Readonly<Record<string, unknown>>
  /** Ascending by id. */
  readonly payments: Payment[]
}

/** The other side of a movement, as a label shows it. Card counterparties have no IBAN. */
export interface Party {
  readonly name: string
  readonly iban: string | null
  readonly bic: string | null
  readonly country: string
  readonly userUuid: string
  readonly accountId?: number
}

export interface Payment {
  readonly id: number
  readonly accountId: number
  readonly created: EpochMs
  updated: EpochMs
  /** Signed from the account's point of view. */
  readonly amount: MinorUnits
  readonly currency: string
  readonly party: Party
  readonly description: string
  readonly type: string
  readonly subType: string
  /** What the money was for, as the insights group it. */
  readonly category: string
  readonly balanceAfter: MinorUnits
  readonly merchantReference: string | null
  readonly attachmentIds: readonly number[]
  readonly batchId: number | null
  readonly scheduledId: number | null
}

export interface Installation {
  readonly id: number
  readonly tokenId: number
  readonly token: string
  readonly created: EpochMs
  readonly publicKey: KeyObject
  readonly publicKeyPem: string
  readonly devices: Device[]
}

export interface Device {
  readonly id: number
  readonly created: EpochMs
  readonly description: string
  readonly address: string
  readonly key: ApiKey
}

export interface PermittedAddress {
  readonly id: number
  readonly created: EpochMs
  updated: EpochMs
  /** An IPv4 address, or `*` for any. */
  readonly address: string
  status: string
}

/** A secret that opens sessions: a user's API key, an OAuth access token, or a PSD2 credential token. */
export interface ApiKey {
  readonly secret: string
  readonly kind: 'user' | 'oauth' | 'psd2'
  readonly created: EpochMs
  /** The user whose accounts it reaches. */
  readonly userId: number
  /** The id that its sessions use in paths: the user's, or that of the `UserApiKey`. */
  readonly principalId: number
  readonly credentialId: number
  /** Installations that have bound it with a device. */
  readonly installationIds: Set<number>
  readonly addresses: PermittedAddress[]
  revoked: boolean
  /** Does not die unused: the key that the simulators hand out at their start. */
  readonly lasting?: true | undefined
  /** OAuth: the user who runs the client, and the client's id. */
  readonly requestedByUserId?: number
  readonly oauthClientId?: number
  /** OAuth: the accounts that the user chose to share; absent means all. */
  readonly sharedAccountIds?: readonly number[]
}

export interface Session {
  readonly id: number
  readonly token: string
  readonly created: EpochMs
  readonly installation: Installation
  readonly key: ApiKey
  readonly timeoutSeconds: number
  expiresAt: EpochMs
  closed: boolean
}

/** A request for money: the asker sees a `RequestInquiry`, the payer a `RequestResponse` with an id of its own. */
export interface MoneyRequest {
  readonly id: number
  readonly responseId: number
  readonly created: EpochMs
  updated: EpochMs
  respondedAt: EpochMs | null
  readonly expiresAt: EpochMs
  readonly accountId: number
  /** Absent when the payer is nobody at the bank; the request is then a link. */
  readonly payerAccountId?: number
  readonly payer: Party
  readonly amount: MinorUnits
  readonly currency: string
  amountResponded: MinorUnits | null
  readonly description: string
  readonly merchantReference: string | null
  readonly minimumAge: number | null
  readonly requireAddress: string
  readonly redirectUrl: string | null
  readonly shareUrl: string | null
  readonly attachmentIds: readonly number[]
  readonly eventId: number | null
  readonly batchId: number | null
  revokedByUserId: number | null
  status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'REVOKED' | 'EXPIRED'
}
