import { type CallContext, mayHaveHappened, NostroError, type PaymentApprover } from '@nostro/core'
import {
  type ApprovedPayment,
  approvePayment,
  type BankIdProvider,
  createPaymentApprover,
} from '@nostro/provider-bankid'
import type { ConfiguredSetting } from '../banks/open-configured.ts'
import { evidenceKeeper } from '../evidence/keep-evidence.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { personalNumberIn } from './bankid-caller.ts'
import { bankIdOf } from './bankid-follow.ts'
import { createOrderScreen } from './bankid-screen.ts'
import type { Initiate, Initiation, PayOptions } from './pay-context.ts'
import { psuFor } from './payments-of.ts'

/**
 * A payment that is sent only when a person has signed it with BankID; the evidence is on disk before it leaves.
 * Everything that can be refused is refused here, before anybody is asked.
 */
export const prepareApproval = (options: PayOptions, setting: ConfiguredSetting, terminal: Terminal): Initiate => {
  const bankid = bankIdOf(setting)
  const keep = evidenceKeeper(options, setting, terminal)
  const approver = approverWith(bankid, options, psuAtBankId(bankid, options, setting))
  const { personalNumberFile } = options
  const personalNumber = personalNumberFile === undefined ? undefined : personalNumberIn(personalNumberFile, terminal)
  return async ({ provider, payments, access, payment, intent, ctx }) => {
    terminal.progress('BankID: the payment is waiting for its approval …')
    const screen = createOrderScreen(bankid.orders.frame, options, terminal)
    try {
      const approved = await approvePayment(
        {
          approver,
          bank: provider.manifest.id,
          payments,
          access,
          payment,
          intent,
          clock: setting.services.clock,
          personalNumber,
          onPending: screen.follow,
          onApproved: async (approval, identity) => {
            screen.stop()
            await keep(approval, bankid)
            terminal.err(plain`Approved by ${identity.name ?? 'a person'}.`)
            terminal.progress(plain`${provider.manifest.name}: sending the payment …`)
          },
        },
        ctx,
      )
      return toInitiation(approved, options, terminal)
    } finally {
      screen.stop()
    }
  }
}

/** BankID hears the customer's address, which the bank that pays may not want, and not the other way round. */
const approverWith = (
  { esign }: BankIdProvider,
  { language }: PayOptions,
  psu: Pick<CallContext, 'psu'>,
): PaymentApprover => {
  const approver = createPaymentApprover(esign, { language })
  const own = (ctx?: CallContext): CallContext => ({
    signal: ctx?.signal,
    ...psu,
  })
  return {
    startApproval: (request, ctx) => approver.startApproval(request, own(ctx)),
    advanceApproval: (challenge, request, ctx) => approver.advanceApproval(challenge, request, own(ctx)),
    cancel: async (challenge) => approver.cancel?.(challenge),
  }
}

const psuAtBankId = (
  bankid: BankIdProvider,
  { psuIp }: PayOptions,
  { config }: ConfiguredSetting,
): Pick<CallContext, 'psu'> =>
  psuIp === undefined && config.banks['bankid']?.['endUserIp'] !== undefined ? {} : psuFor(bankid, psuIp)

const toInitiation = (approved: ApprovedPayment, { json, language }: PayOptions, terminal: Terminal): Initiation => {
  switch (approved.status) {
    case 'initiated':
      return { status: 'initiated', initiated: approved.initiated }
    case 'not_initiated':
      throw approved.error
    case 'outcome_unknown':
      return { status: 'outcome_unknown', error: asUnknown(approved.error) }
    case 'failed': {
      const { code, reason, message } = approved
      terminal.err(message?.[language] ?? reason ?? code)
      terminal.err('The payment was not approved. Nothing was sent.')
      if (json === true) terminal.out(jsonText({ outcome: 'not_executed', code, reason }))
      return { status: 'refused' }
    }
  }
}

const asUnknown = (cause: unknown): NostroError =>
  mayHaveHappened(cause)
    ? cause
    : new NostroError({ code: 'outcome_unknown', message: 'Sending the payment ended in an unforeseen way.', cause })
