import type { CallContext, NostroError, PaymentApprover } from '@nostro/core'
import { approvePayment, type BankIdProvider, createPaymentApprover } from '@nostro/provider-bankid'
import type { Terminal } from '../terminal.ts'
import { evidenceKeeper } from '../wiring/keep-evidence.ts'
import type { ConfiguredSetting } from '../wiring/open-configured.ts'
import { personalNumberIn } from './bankid-caller.ts'
import { bankIdOf } from './bankid-follow.ts'
import { createOrderScreen } from './bankid-screen.ts'
import { mayHaveHappened } from './may-have-happened.ts'
import type { Initiate, Initiation, Payday, PayOptions } from './payday.ts'
import { psuFor } from './payment-desk.ts'

/**
 * A payment that is sent only when a person has signed it with BankID; the evidence is on disk before it leaves.
 * Everything that can be refused is refused here, before anybody is asked.
 */
export const prepareApproval = (options: PayOptions, setting: ConfiguredSetting, terminal: Terminal): Initiate => {
  const bankid = bankIdOf(setting)
  const keep = evidenceKeeper(options, setting, terminal)
  const approver = approverWith(bankid, options, psuAtBankId(bankid, options, setting))
  const { personalNumberFile } = options
  const personalNumber =
    personalNumberFile === undefined ? undefined : personalNumberIn(personalNumberFile, terminal)
  return async ({ provider, payments, access, payment, intent, ctx }) => {
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
          ...(personalNumber === undefined ? {} : { personalNumber }),
          onPending: screen.follow,
          onApproved: (approval, identity) => {
            screen.stop()
            keep(approval, bankid)
            terminal.err(`Approved by ${identity.name ?? 'a person'}.`)
            terminal.progress(`${provider.manifest.name}: sending the payment …`)
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
