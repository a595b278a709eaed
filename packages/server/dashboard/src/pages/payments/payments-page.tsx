import type { Schemas } from '../../api/client.ts'
import { useConnections, usePayments } from '../../api/resources.ts'
import { formatInstant } from '../../format/dates.ts'
import { locale, t, tWord } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { Badge, Empty, PageHead, type Tone } from '../../ui/panel.tsx'

type Payment = Schemas['Payment']

const tones: Readonly<Record<string, Tone>> = {
  draft: 'neutral',
  submitting: 'accent',
  sca_required: 'warn',
  accepted: 'accent',
  executed: 'good',
  rejected: 'bad',
  cancelled: 'neutral',
  outcome_unknown: 'warn',
}

export const PaymentBadge = ({ status }: { readonly status: string }) => (
  <Badge tone={tones[status] ?? 'neutral'}>{tWord('payment.status', status)}</Badge>
)

const Row = ({ payment, bank }: { readonly payment: Payment; readonly bank: string }) => (
  <li>
    <a class="row" href={`/payments/${payment.id}`}>
      <span class="row-main">
        <strong title={payment.creditorName}>{payment.creditorName ?? tWord('payment.kind', payment.kind)}</strong>
        <span class="note">
          {bank} · {formatInstant(payment.createdAt, locale.value)}
        </span>
      </span>
      <span class="row-tags">
        <PaymentBadge status={payment.status} />
      </span>
      <span class="row-side">{payment.amount !== undefined && <Money value={payment.amount} />}</span>
    </a>
  </li>
)

export const PaymentsPage = () => {
  const payments = usePayments()
  const names = new Map((useConnections().state.value.data ?? []).map(({ id, providerName }) => [id, providerName]))
  const newPayment = (
    <ButtonLink href="/payments/new" kind="primary" icon="plus">
      {t('payments.new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHead title={t('payments.title')} note={t('payments.note')} actions={may('pay:prepare') && newPayment} />
      <section class="panel">
        <Loaded resource={payments} rows={5} height={56}>
          {(found) =>
            found.length === 0 ? (
              <Empty
                title={t('payments.emptyTitle')}
                text={t('payments.emptyText')}
                action={may('pay:prepare') && newPayment}
              />
            ) : (
              <ul class="rows">
                {found.map((payment) => (
                  <Row key={payment.id} payment={payment} bank={names.get(payment.connectionId) ?? ''} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </>
  )
}
