import {
  type CallContext,
  cleanBankText,
  type InitiatedPayment,
  type JsonValue,
  type Payment,
  type PaymentRef,
  type PaymentsProvider,
  type ProviderServices,
  type Session,
  type TransactionStatus,
  toInstant,
} from '@nostro/core'
import {
  checkContext,
  checkInput,
  checkPayment,
  checkPaymentRef,
  chooseRedirectUri,
  createState,
  initiateOnce,
  initiateSchema,
  lookUpOnce,
  type RedirectFlow,
  sessionOf,
} from '@nostro/provider-kit'
import { enableBanking } from '../api/bank.ts'
import type { EnableBankingClient } from '../api/client.ts'
import { secretsOf } from '../auth/session-secrets.ts'
import type { Institutions } from '../institutions/institutions.ts'
import type { EnableBankingSettings } from '../options.ts'
import { toPaymentBody } from './to-payment-body.ts'

export interface PaymentsParts extends Pick<ProviderServices, 'clock' | 'random' | 'intents' | 'logger'> {
  readonly client: EnableBankingClient
  readonly settings: EnableBankingSettings
  readonly institutions: Institutions
  readonly flow: RedirectFlow
  readonly instance: string
}

const kinds = ['single', 'instant', 'scheduled', 'bulk'] as const

const statuses: ReadonlySet<string> = new Set([
  ...['RCVD', 'PDNG', 'ACTC', 'ACCP', 'ACWC', 'ACWP', 'ACSP', 'ACSC', 'ACCC', 'ACFC', 'PATC', 'PART', 'RJCT'],
])

/** The service's further words: cancelled, and rejected by another name. */
const others: Readonly<Record<string, TransactionStatus>> = { CNCL: 'CANC', RJCR: 'RJCT' }

const isStatus = (word: string): word is TransactionStatus => statuses.has(word)

const toStatus = (word: string): TransactionStatus => (isStatus(word) ? word : (others[word] ?? 'unknown'))

const finals: ReadonlySet<TransactionStatus> = new Set(['ACSC', 'ACCC', 'RJCT', 'CANC'])

const reasonsOf = (information: unknown): readonly string[] => {
  if (typeof information !== 'object' || information === null) return []
  const texts = Object.values(information).filter((value) => typeof value === 'string')
  return texts.length === 0 ? [] : [cleanBankText(texts.join(' '))]
}

const json = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue

interface Sending {
  readonly payment: Payment
  readonly session: Session
  readonly redirectUri: string
  readonly body: Readonly<Record<string, unknown>>
  readonly ctx: CallContext | undefined
}

const send = async (parts: PaymentsParts, sending: Sending): Promise<InitiatedPayment> => {
  const { client, flow, random } = parts
  const { payment, session, redirectUri, body, ctx } = sending
  const state = createState(random)
  const { answer, raw } = await client.createPayment(
    { ...body, state, redirect_url: redirectUri },
    { ctx, customer: session.id },
  )
  const ref: PaymentRef = { provider: enableBanking.provider, kind: payment.kind, id: answer.payment_id }
  const notes = json({ kind: 'payment', session })
  const challenge = flow.toChallenge('payments', answer.url, { state, redirectUri, notes })
  return { ref, transactionStatus: toStatus(answer.status), challenge, raw }
}

/**
 * Payments through Enable Banking. No money moves before the customer signs on the page of the challenge; the service has
 * no idempotency key and no list of payments, so a lost answer stays `outcome_unknown`.
 */
export const createPaymentsProvider = (parts: PaymentsParts): PaymentsProvider => {
  const { client, settings, institutions } = parts
  const initiation = { ...parts, bank: enableBanking }
  return {
    initiate: async (access, payment, options, ctx) => {
      checkContext(ctx, enableBanking)
      checkInput(initiateSchema, options, { bank: enableBanking, what: 'options' })
      checkPayment(payment, { bank: enableBanking, kinds })
      if (!isSupported(payment)) throw new TypeError('Unreachable: the kind was checked.')
      const session = await sessionOf(access, { bank: enableBanking, purposes: ['payments'] })
      const { institution, customerType } = secretsOf(session)
      const redirectUri = chooseRedirectUri(options.redirectUri, settings.redirectUris, enableBanking)
      const aspsp = await institutions.find(institution, ctx)
      const { name, country } = aspsp
      const today = toInstant(client.now()).slice(0, 10)
      const body = { ...toPaymentBody(payment, aspsp, today), aspsp: { name, country }, psu_type: customerType }
      return initiateOnce(
        initiation,
        { payment, options, extra: json({ institution: { name, country } }), ctx },
        { send: () => send(parts, { payment, session, redirectUri, body, ctx }) },
      )
    },
    status: async (access, ref, ctx) => {
      checkContext(ctx, enableBanking)
      checkPaymentRef(ref, enableBanking)
      const session = await sessionOf(access, { bank: enableBanking })
      const { answer, raw } = await client.payment(ref.id, { ctx, customer: session.id })
      const transactionStatus = toStatus(answer.status)
      return {
        ref,
        transactionStatus,
        // Which status ends a payment well differs by bank; the service knows.
        final: answer.final_status ?? finals.has(transactionStatus),
        reasons: reasonsOf(answer.status_reason_information),
        asOf: toInstant(client.now()),
        raw,
      }
    },
    lookup: async (access, payment, options, ctx) => {
      checkContext(ctx, enableBanking)
      checkInput(initiateSchema, options, { bank: enableBanking, what: 'options' })
      checkPayment(payment, { bank: enableBanking, kinds })
      const session = await sessionOf(access, { bank: enableBanking, purposes: ['payments'] })
      const { name, country } = secretsOf(session).institution
      return lookUpOnce(initiation, { payment, options, extra: json({ institution: { name, country } }), ctx })
    },
  }
}

const isSupported = (payment: Payment): payment is Extract<Payment, { kind: (typeof kinds)[number] }> =>
  kinds.some((kind) => kind === payment.kind)
