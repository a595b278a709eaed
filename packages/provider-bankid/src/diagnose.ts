import type { Clock, Diagnosis } from '@nostro/core'
import type { BankIdIdentity } from './identity.ts'

/** What can be said without starting an order: every call of BankID's would be one. */
export const diagnoseBankId = ({ certificate, warnings }: BankIdIdentity, clock: Clock): readonly Diagnosis[] => {
  const days = Math.floor((certificate.notAfter - clock.now()) / 86_400_000)
  return [
    warnings.length === 0
      ? { subject: 'certificate', status: 'ok', message: `The certificate holds for ${days} more days.` }
      : {
          subject: 'certificate',
          status: 'warning',
          message: warnings.join(' '),
          hint: 'Order a new one from your bank in time: it takes some days.',
        },
  ]
}
