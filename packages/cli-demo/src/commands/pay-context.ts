import type {
  CallContext,
  InitiatedPayment,
  InitiateOptions,
  NostroError,
  Payment,
  PaymentsProvider,
  Provider,
  SessionAccess,
} from '@nostro/core'
import type { SettingOptions } from '../banks/open-setting.ts'
import type { Person } from '../person/person.ts'
import type { Terminal } from '../terminal.ts'
import type { PayInput } from './pay-input.ts'

export interface PayOptions extends SettingOptions, PayInput {
  readonly provider: string
  readonly idempotencyKey?: string
  readonly redirectUri?: string
  readonly psuIp?: string
  /** Who has to sign the payment before it is sent. */
  readonly approve?: 'bankid'
  /** File for the approval's evidence. */
  readonly evidence?: string
  /** Only this person may approve: a file with the personal number. */
  readonly personalNumberFile?: string
  /** Of the text in the app, and of BankID's messages. */
  readonly language: 'sv' | 'en'
  readonly yes?: boolean
  readonly open: boolean
  /** False: prints the bank's page and ends. */
  readonly wait: boolean
  readonly json?: boolean
}

/** What all steps of one payment share. */
export interface PayContext {
  readonly provider: Provider
  readonly payments: PaymentsProvider
  readonly access: SessionAccess
  readonly ctx: CallContext
  readonly payment: Payment
  readonly intent: InitiateOptions
  readonly terminal: Terminal
  readonly person: Person
  readonly options: PayOptions
}

/** How the sending went, as far as it is known. */
export type Initiation =
  | { readonly status: 'initiated'; readonly initiated: InitiatedPayment }
  /** The answer was lost, or cannot be trusted or read. */
  | { readonly status: 'outcome_unknown'; readonly error: NostroError }
  /** Nobody approved it: nothing was sent, and that was said. */
  | { readonly status: 'refused' }

/** @throws where nothing was sent, or the bank said no */
export type Initiate = (run: PayContext) => Promise<Initiation>
