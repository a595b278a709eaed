import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { useConnections } from '../../api/resources.ts'
import { formatDay, formatInstant } from '../../format/dates.ts'
import { formatIban } from '../../format/names.ts'
import { locale, t, tWord } from '../../i18n/i18n.ts'
import { may, refreshSession, session } from '../../shell/session.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { goToBank } from '../connect/go-to-bank.ts'
import { BankIdDialog } from '../sign-in/bankid-dialog.tsx'
import { verifyWithPasskey } from '../sign-in/passkey.ts'
import { PaymentBadge } from './payments-page.tsx'

type Payment = Schemas['Payment']

const Line = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) => (
  <div class="detail-line">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

/** Exactly what is sent, and nothing else. */
const Facts = ({ payment }: { readonly payment: Payment }) => {
  const connections = useConnections().state.value.data ?? []
  return (
    <dl class="detail-lines">
      <Line label={t('payment.name')}>{payment.creditorName}</Line>
      {payment.creditorIban !== undefined && (
        <Line label={t('payment.iban')}>
          <span class="tabular">{formatIban(payment.creditorIban)}</span>
        </Line>
      )}
      {payment.remittanceInformation !== undefined && (
        <Line label={t('payment.remittance')}>{payment.remittanceInformation}</Line>
      )}
      <Line label={t('payment.when')}>
        {payment.requestedExecutionDate === undefined
          ? tWord('payment.kind', payment.kind)
          : formatDay(payment.requestedExecutionDate, locale.value, 'long')}
      </Line>
      <Line label={t('payment.through')}>
        {connections.find(({ id }) => id === payment.connectionId)?.providerName ?? payment.connectionId}
      </Line>
      <Line label={t('payment.changed')}>{formatInstant(payment.updatedAt, locale.value)}</Line>
      {payment.reasons.length > 0 && <Line label={t('payment.reasons')}>{payment.reasons.join(' ')}</Line>}
    </dl>
  )
}

/** Sending needs a proof of the person that is not older than five minutes. */
const SendButton = ({ payment, onSent }: { readonly payment: Payment; readonly onSent: (sent: Payment) => void }) => {
  const [isBusy, run] = useBusy()
  const [isBankIdOpen, setBankId] = useState(false)
  const { verified = false, methods } = session.value ?? {}
  const send = async (): Promise<void> => {
    onSent(await dataOf(api.POST('/v1/payments/{id}/submission', { params: { path: { id: payment.id } } })))
    await refreshSession()
  }
  const prove = async (): Promise<void> => {
    await verifyWithPasskey()
    await send()
  }
  if (!verified && methods?.passkey !== true && methods?.bankid !== true) {
    return (
      <div class="notice notice-warn">
        <div>
          <p class="notice-title">{t('payment.needsPasskey')}</p>
          <p>{t('payment.needsPasskeyText')}</p>
          <ButtonLink href="/settings" icon="key" isSmall>
            {t('settings.addPasskey')}
          </ButtonLink>
        </div>
      </div>
    )
  }
  return (
    <>
      {verified ? (
        <Button kind="primary" icon="send" isBusy={isBusy} onClick={() => void run(send)}>
          {t('payment.send')}
        </Button>
      ) : (
        <>
          {methods?.passkey === true && (
            <Button kind="primary" icon="key" isBusy={isBusy} onClick={() => void run(prove)}>
              {t('payment.sendWithPasskey')}
            </Button>
          )}
          {methods?.bankid === true && (
            <Button icon="phone" onClick={() => setBankId(true)}>
              {t('payment.confirmWithBankId')}
            </Button>
          )}
        </>
      )}
      {isBankIdOpen && <BankIdDialog purpose="verification" onClose={() => setBankId(false)} />}
    </>
  )
}

const openStates: readonly string[] = ['submitting', 'sca_required', 'accepted', 'outcome_unknown']

export const PaymentPage = () => {
  const { params } = useRoute()
  const id = params['id'] ?? ''
  const [isBusy, run] = useBusy()
  const found = useResource(['payments'], `payment ${id}`, () =>
    dataOf(api.GET('/v1/payments/{id}', { params: { path: { id } } })),
  )
  const payment = found.state.value.data
  // A proof that was given a while ago may be over by now.
  useEffect(() => {
    void refreshSession().catch(() => undefined)
  }, [id])
  const ask = async (): Promise<void> => {
    await dataOf(api.GET('/v1/payments/{id}', { params: { path: { id }, query: { refresh: 'true' } } }))
    invalidate('payments')
  }
  const cancel = async (): Promise<void> => {
    await api.POST('/v1/payments/{id}/cancellation', { params: { path: { id } } })
    invalidate('payments')
  }
  const afterSending = (sent: Payment): void => {
    invalidate('payments')
    if (sent.challenge !== undefined) goToBank(sent.challenge)
  }
  return (
    <>
      <PageHead
        title={t('payment.title')}
        note={found.state.value.problem === undefined && (payment?.status ?? 'draft') === 'draft' && t('payment.note')}
      />
      <section class="panel panel-narrow">
        <Loaded resource={found} rows={6} height={40}>
          {(shown) => (
            <>
              <p class="big-amount">
                {shown.amount !== undefined && <Money value={shown.amount} />}
                <PaymentBadge status={shown.status} />
              </p>
              <p class="note">{tWord('payment.meaning', shown.status)}</p>
              <Facts payment={shown} />
              <div class="form-actions">
                {shown.status === 'draft' && may('pay:submit') && <SendButton payment={shown} onSent={afterSending} />}
                {shown.status === 'sca_required' && shown.challenge?.view.url !== undefined && (
                  <Button
                    kind="primary"
                    icon="out"
                    onClick={() => {
                      if (shown.challenge !== undefined) goToBank(shown.challenge)
                    }}
                  >
                    {t('payment.approveAtBank')}
                  </Button>
                )}
                {openStates.includes(shown.status) && (
                  <Button icon="refresh" isBusy={isBusy} onClick={() => void run(ask)}>
                    {t('payment.ask')}
                  </Button>
                )}
                {(shown.status === 'draft' || shown.status === 'sca_required') && may('pay:prepare') && (
                  <Button kind="quiet" isBusy={isBusy} onClick={() => void run(cancel)}>
                    {t(shown.status === 'draft' ? 'payment.discard' : 'payment.cancel')}
                  </Button>
                )}
                {payment?.status !== 'draft' && (
                  <ButtonLink href="/payments" kind="quiet">
                    {t('payments.title')}
                  </ButtonLink>
                )}
              </div>
            </>
          )}
        </Loaded>
      </section>
    </>
  )
}
