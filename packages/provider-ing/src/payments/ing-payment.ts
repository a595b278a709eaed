import type { LocalDate } from '@nostro/core'
import { z } from 'zod'

/** One transfer in ING's own members, checked. */
export interface IngTransfer {
  readonly creditorAccount: { readonly iban?: string | undefined; readonly bban?: string | undefined }
  readonly creditorName: string
  readonly instructedAmount: { readonly amount: string; readonly currency: string }
  readonly endToEndIdentification?: string | undefined
  readonly creditorAgent?: string | undefined
  readonly creditorAddress?: IngAddress | undefined
  readonly remittanceInformationUnstructured?: string | undefined
  /** Bulk v2 and pain.001 only. */
  readonly remittanceReference?: string | undefined
}

export interface IngAddress {
  readonly street?: string | undefined
  readonly buildingNumber?: string | undefined
  readonly city?: string | undefined
  readonly postalCode?: string | undefined
  readonly country: string
}

/** What all transfers of a payment share. */
export interface IngCommon {
  readonly debtorAccount?: { readonly iban: string; readonly currency?: string | undefined } | undefined
  readonly debtorName?: string | undefined
  readonly debtorAgent?: string | undefined
  readonly chargeBearer?: string | undefined
  readonly instructionPriority?: string | undefined
  readonly serviceLevelCode?: string | undefined
  readonly localInstrumentCode?: string | undefined
  readonly categoryPurposeCode?: string | undefined
  readonly clearingSystemMemberIdentification?:
    | {
        readonly clearingSystemIdentificationCode: string
        readonly memberIdentification: string
      }
    | undefined
  readonly requestedExecutionDate?: LocalDate | undefined
}

export interface IngSchedule {
  readonly startDate: LocalDate
  readonly endDate?: LocalDate | undefined
  readonly frequency: string
  readonly dayOfExecution?: string | undefined
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
      readonly batchBookingPreferred?: boolean | undefined
      readonly uetr?: string | undefined
    }

/** What ING has beyond the common payment. Each is checked before it is sent. */
export interface IngPaymentFields {
  readonly chargeBearer?: 'DEBT' | 'CRED' | 'SHAR' | 'SLEV' | undefined
  readonly instructionPriority?: 'HIGH' | 'NORM' | undefined
  readonly serviceLevelCode?: string | undefined
  readonly categoryPurposeCode?: string | undefined
  /** For creditors without an IBAN and without a BIC. */
  readonly clearingSystem?: { readonly code: string; readonly memberId: string } | undefined
  readonly debtorBic?: string | undefined
  /** Periodic: `01` to `31`, 31 meaning the last day. ING takes and ignores it. */
  readonly dayOfExecution?: string | undefined
  /** Bulk. */
  readonly batchBookingPreferred?: boolean | undefined
  /** Bulk v2. */
  readonly uetr?: string | undefined
}

/** The shape of those fields; what each may hold, `fromPayment` checks by name. */
export const paymentFieldsSchema = z.strictObject({
  chargeBearer: z.string().optional(),
  instructionPriority: z.string().optional(),
  serviceLevelCode: z.string().optional(),
  categoryPurposeCode: z.string().optional(),
  clearingSystem: z.strictObject({ code: z.string(), memberId: z.string() }).optional(),
  debtorBic: z.string().optional(),
  dayOfExecution: z.string().optional(),
  batchBookingPreferred: z.boolean().optional(),
  uetr: z.string().optional(),
})
