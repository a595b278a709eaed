import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { api, dataOf } from '../../api/client.ts'
import { invalidate } from '../../api/resource.ts'
import { useAccounts, useConnections, useProviders } from '../../api/resources.ts'
import { dayOf } from '../../format/dates.ts'
import { accountName } from '../../format/names.ts'
import { t } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Empty, PageHead } from '../../ui/panel.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { checkDraft, type DraftField, type PaymentDraft, toNewPayment } from './new-payment.ts'

const kinds = ['single', 'instant', 'scheduled'] as const
const blank: PaymentDraft = {
  connectionId: '',
  accountId: '',
  kind: 'single',
  name: '',
  iban: '',
  amount: '',
  remittance: '',
  date: '',
}

/** Connections of banks that take payments, and what each takes. */
const usePayingConnections = () => {
  const connections = useConnections().state.value.data
  const providers = new Map((useProviders().state.value.data ?? []).map((provider) => [provider.id, provider]))
  return connections?.filter(({ provider }) => providers.get(provider)?.capabilities.includes('payments'))
}

/** A draft: nothing goes to the bank from here. */
export const NewPaymentPage = () => {
  const { route } = useLocation()
  const [draft, setDraft] = useState(blank)
  const [wrong, setWrong] = useState<readonly DraftField[]>([])
  const [key] = useState(() => crypto.randomUUID())
  const [isBusy, run] = useBusy()
  const connections = usePayingConnections()
  const accounts = useAccounts().state.value.data ?? []
  const connectionId = draft.connectionId === '' ? (connections?.[0]?.id ?? '') : draft.connectionId
  const own = accounts.filter((account) => account.connectionId === connectionId && account.iban !== undefined)
  const account = own.find(({ id }) => id === draft.accountId) ?? own[0]
  const change = (part: Partial<PaymentDraft>): void => setDraft({ ...draft, ...part })
  const problemOf = (field: DraftField): string | undefined =>
    wrong.includes(field) ? t(`payment.wrong.${field}`) : undefined

  const submit = async (): Promise<void> => {
    const complete = { ...draft, connectionId }
    const found = checkDraft(complete, dayOf(now.value))
    setWrong(found)
    if (found.length > 0) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
      return
    }
    await run(async () => {
      const payment = await dataOf(
        api.POST('/v1/payments', {
          body: toNewPayment(complete, account),
          params: { header: { 'idempotency-key': `${key}-${hashOf(complete)}` } },
        }),
      )
      invalidate('payments')
      route(`/payments/${payment.id}`)
    })
  }

  return (
    <>
      <PageHead title={t('payments.new')} note={t('payments.draftNote')} />
      <section class="panel panel-narrow">
        {connections?.length === 0 ? (
          <Empty
            title={t('payments.noBankTitle')}
            text={t('payments.noBankText')}
            action={<ButtonLink href="/connect">{t('connect.add')}</ButtonLink>}
          />
        ) : (
          <form
            class="stack"
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              void submit()
            }}
          >
            <SelectField
              label={t('payment.from')}
              value={`${connectionId} ${account?.id ?? ''}`}
              onChange={(value) => {
                const [connection = '', id = ''] = value.split(' ')
                change({ connectionId: connection, accountId: id })
              }}
              choices={(connections ?? []).flatMap((connection) => {
                const found = accounts.filter(
                  ({ connectionId: id, iban }) => id === connection.id && iban !== undefined,
                )
                return found.length === 0
                  ? [{ value: `${connection.id} `, label: connection.providerName }]
                  : found.map((one) => ({
                      value: `${connection.id} ${one.id}`,
                      label: `${connection.providerName} · ${accountName(one)} · ${one.iban?.slice(-4)}`,
                    }))
              })}
            />
            <TextField
              label={t('payment.name')}
              value={draft.name}
              onInput={(name) => change({ name })}
              problem={problemOf('name')}
              maxLength={140}
              isRequired
            />
            <TextField
              label={t('payment.iban')}
              value={draft.iban}
              onInput={(iban) => change({ iban })}
              problem={problemOf('iban')}
              maxLength={42}
              isRequired
            />
            <TextField
              label={t('payment.amount', { currency: account?.currency ?? 'EUR' })}
              inputMode="decimal"
              value={draft.amount}
              onInput={(amount) => change({ amount })}
              problem={problemOf('amount')}
              maxLength={20}
              isRequired
            />
            <TextField
              label={t('payment.remittance')}
              hint={t('payment.remittanceHint')}
              value={draft.remittance}
              onInput={(remittance) => change({ remittance })}
              maxLength={140}
            />
            <SelectField
              label={t('payment.when')}
              value={draft.kind}
              onChange={(kind) => change({ kind })}
              choices={kinds.map((kind) => ({ value: kind, label: t(`payment.kind.${kind}`) }))}
            />
            {draft.kind === 'scheduled' && (
              <TextField
                label={t('payment.date')}
                type="date"
                value={draft.date}
                onInput={(date) => change({ date })}
                problem={problemOf('date')}
                isRequired
              />
            )}
            <div class="form-actions">
              <Button type="submit" kind="primary" isBusy={isBusy}>
                {t('payment.review')}
              </Button>
              <ButtonLink href="/payments" kind="quiet">
                {t('cancel')}
              </ButtonLink>
            </div>
          </form>
        )}
      </section>
    </>
  )
}

/** A draft that was changed after a failed try is another payment: it goes under another key. */
const hashOf = (draft: PaymentDraft): string => {
  let hash = 0
  for (const sign of JSON.stringify(draft)) hash = (hash * 31 + sign.charCodeAt(0)) | 0
  return (hash >>> 0).toString(36)
}
