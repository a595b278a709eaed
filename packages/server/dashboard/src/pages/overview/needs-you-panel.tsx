import type { Schemas } from '../../api/client.ts'
import { useSuggestions } from '../../api/invoices.ts'
import { useConnections, usePayments } from '../../api/resources.ts'
import { t, tn, tWord } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Skeleton } from '../../ui/loaded.tsx'
import { moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/panel.tsx'
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
      {may('connect') && <RenewButton connectionId={connection.id} />}
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

const MatchesNote = ({ count }: { readonly count: number }) => (
  <li class="need">
    <Icon name="invoice" />
    <span>{tn('needs.matches', count)}</span>
    <ButtonLink href="/invoices" isSmall>
      {t('needs.open')}
    </ButtonLink>
  </li>
)

const NothingNote = () => (
  <li class="need need-calm">
    <Icon name="check" />
    <span>{t('needs.nothing')}</span>
  </li>
)

/** Expiring consents, failed reads, payments to approve, matches to confirm; or a calm line that nothing does. */
export const NeedsYouPanel = () => {
  const read = [useConnections().state.value, usePayments().state.value, useSuggestions().state.value] as const
  const [connections, payments, suggestions] = read
  const needing = (connections.data ?? []).filter(
    ({ status, freshness }) => status !== 'active' || freshness.state === 'blocked',
  )
  const waiting = (payments.data ?? []).filter(({ status }) => waitingStates.includes(status))
  const matches = suggestions.data?.length ?? 0
  // “Nothing needs you” is said only when everything was looked at.
  const isReady = read.every(({ data, problem }) => data !== undefined || problem !== undefined)
  return (
    <Panel title={t('needs.title')} isBare>
      {isReady ? (
        <ul class="needs">
          {needing.map((connection) => (
            <ConnectionNote key={connection.id} connection={connection} />
          ))}
          {waiting.map((payment) => (
            <PaymentNote key={payment.id} payment={payment} />
          ))}
          {matches > 0 && <MatchesNote count={matches} />}
          {needing.length + waiting.length + matches === 0 && <NothingNote />}
        </ul>
      ) : (
        <div class="needs-wait">
          <Skeleton rows={1} height={58} />
        </div>
      )}
    </Panel>
  )
}
