import type { LocalDate } from '@nostro/core'

/** One transfer in ING's own members, checked. */
export interface IngTransfer {
  readonly creditorAccount: { readonly iban?: string; readonly bban?: string }
  readonly creditorName: string
  readonly instructedAmount: { readonly amount: string; readonly currency: string }
  readonly endToEndIdentification?: string
  readonly creditorAgent?: string
  readonly creditorAddress?: IngAddress
  readonly remittanceInformationUnstructured?: string
  /** Bulk v2 and pain.001 only. */
  readonly remittanceReference?: string
}

export interface IngAddress {
  readonly street?: string
  readonly buildingNumber?: string
  readonly city?: string
  readonly postalCode?: string
  readonly country: string
}

/** What all transfers of a payment share. */
export interface IngCommon {
  readonly debtorAccount?: { readonly iban: string; readonly currency?: string }
  readonly debtorName?: string
  readonly debtorAgent?: string
  readonly chargeBearer?: string
  readonly instructionPriority?: string
  readonly serviceLevelCode?: string
  readonly localInstrumentCode?: string
  readonly categoryPurposeCode?: string
  readonly clearingSystemMemberIdentification?: {
    readonly clearingSystemIdentificationCode: string
    readonly memberIdentification: string
  }
  readonly requestedExecutionDate?: LocalDate
}

export interface IngSchedule {
  readonly startDate: LocalDate
  readonly endDate?: LocalDate
  readonly frequency: string
  readonly dayOfExecution?: string
}

/** A payment as ING knows it, before it becomes JSON or XML. */
export type IngPayment =
  | { readonly kind: 'single'; readonly common: IngCommon; readonly transfer: IngTransfer }
  | {
      readonly kind: 'periodic'
      readonly common: IngCommon
      readonly transfer: IngTransfer
      readonly schedule: IngSchedule
    }
  | {
      readonly kind: 'bulk'
      readonly common: IngCommon
      readonly transfers: readonly IngTransfer[]
      readonly batchBookingPreferred?: boolean
      readonly uetr?: string
    }

/** What ING has beyond the common payment. Each is checked before it is sent. */
export interface IngPaymentFields {
  readonly chargeBearer?: 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
  readonly instructionPriority?: 'HIGH' | 'NORM'
  readonly serviceLevelCode?: string
  readonly categoryPurposeCode?: string
  /** For creditors without an IBAN and without a BIC. */
  readonly clearingSystem?: { readonly code: string; readonly memberId: string }
  readonly debtorBic?: string
  /** Periodic: `01` to `31`, 31 meaning the last day. ING takes and ignores it. */
  readonly dayOfExecution?: string
  /** Bulk. */
  readonly batchBookingPreferred?: boolean
  /** Bulk v2. */
  readonly uetr?: string
}
