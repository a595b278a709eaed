import type { Schemas } from '../../api/client.ts'
import { useConnections, usePayments } from '../../api/resources.ts'
import { t, tn, tWord } from '../../i18n/i18n.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/panel.tsx'
import { MatchesToConfirm } from '../invoices/matches-to-confirm.tsx'
import { RenewButton } from './renew-button.tsx'

type Connection = Schemas['Connection']
type Payment = Schemas['Payment']

const waitingStates: readonly string[] = ['draft', 'sca_required', 'outcome_unknown']

const ConnectionNote = ({ connection }: { readonly connection: Connection }) => {
  const { status, providerName, daysLeft = 0, freshness } = connection
  const text =
    status === 'expired'
      ? t('needs.expired', { bank: providerName })
      : status === 'expiring'
        ? tn('needs.expiring', daysLeft, { bank: providerName })
        : t('needs.failed', { bank: providerName, reason: tWord('error', freshness.lastError?.split(':')[0] ?? '') })
  return (
    <li class={`need ${status === 'expiring' ? 'need-warn' : 'need-bad'}`}>
      <Icon name="alert" />
      <span>{text}</span>
      <RenewButton connectionId={connection.id} />
    </li>
  )
}

const PaymentNote = ({ payment }: { readonly payment: Payment }) => (
  <li class="need">
    <Icon name="send" />
    <span>
      {t(
        payment.status === 'outcome_unknown'
          ? 'needs.unknown'
          : payment.status === 'draft'
            ? 'needs.draft'
            : 'needs.approve',
        {
          name: payment.creditorName ?? '',
          amount: payment.amount === undefined ? '' : moneyText(payment.amount),
        },
      )}
    </span>
    <ButtonLink href={`/payments/${payment.id}`} isSmall>
      {t('needs.open')}
    </ButtonLink>
  </li>
)

/** Expiring consents, failed reads, payments to approve, matches to confirm; or a calm line that nothing does. */
export const NeedsYouPanel = () => {
  const connections = (useConnections().state.value.data ?? []).filter(
    ({ status, freshness }) => status !== 'active' || freshness.state === 'blocked',
  )
  const payments = (usePayments().state.value.data ?? []).filter(({ status }) => waitingStates.includes(status))
  return (
    <Panel title={t('needs.title')} isBare>
      <ul class="needs">
        {connections.map((connection) => (
          <ConnectionNote key={connection.id} connection={connection} />
        ))}
        {payments.map((payment) => (
          <PaymentNote key={payment.id} payment={payment} />
        ))}
        <MatchesToConfirm hasOthers={connections.length + payments.length > 0} />
      </ul>
    </Panel>
  )
}
