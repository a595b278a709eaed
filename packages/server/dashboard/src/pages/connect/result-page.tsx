import { useEffect, useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { asProblem } from '../../api/problem.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { language, t } from '../../i18n/i18n.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { sayProblem } from '../../ui/toast.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { DecoupledView } from './decoupled-view.tsx'
import { goToBank } from './go-to-bank.ts'

type Challenge = Schemas['Challenge']

const answer = (id: string, input?: Readonly<Record<string, string>>): Promise<Challenge> =>
  dataOf(
    api.POST('/v1/challenges/{id}/answer', {
      params: { path: { id } },
      body: input === undefined ? {} : { input: { ...input } },
    }),
  )

/** What the bank wants to be typed in. */
const InputForm = ({
  challenge,
  onAnswer,
}: {
  readonly challenge: Challenge
  readonly onAnswer: (next: Challenge) => void
}) => {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [isBusy, run] = useBusy()
  const { fields = [], message } = challenge.view
  const put = (name: string, value: string): void => setValues({ ...values, [name]: value })
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void run(async () => onAnswer(await answer(challenge.id, values)))
      }}
    >
      {message !== undefined && <p>{message[language.value] ?? message['en']}</p>}
      {fields.map(({ name, label, kind, options = [] }) =>
        kind === 'choice' ? (
          <SelectField
            key={name}
            label={label}
            value={values[name] ?? ''}
            onChange={(value) => put(name, value)}
            choices={[{ value: '', label: '' }, ...options]}
          />
        ) : (
          <TextField
            key={name}
            label={label}
            type={kind === 'secret' ? 'password' : 'text'}
            value={values[name] ?? ''}
            onInput={(value) => put(name, value)}
            isRequired
          />
        ),
      )}
      <div class="form-actions">
        <Button type="submit" kind="primary" isBusy={isBusy}>
          {t('connect.continue')}
        </Button>
      </div>
    </form>
  )
}

/** Connected: a connection that was never read is read at once. */
const Done = ({ challenge }: { readonly challenge: Challenge }) => {
  const { connectionId, paymentId } = challenge
  useEffect(() => {
    invalidate('connections', 'payments')
    if (connectionId === undefined || paymentId !== undefined) return
    const readIfNew = async (): Promise<void> => {
      const accounts = await dataOf(api.GET('/v1/accounts', { params: { query: { connectionId } } }))
      const provider = (await dataOf(api.GET('/v1/connections/{id}', { params: { path: { id: connectionId } } })))
        .provider
      const { capabilities } = await dataOf(api.GET('/v1/providers/{id}', { params: { path: { id: provider } } }))
      if (accounts.data.length === 0 && capabilities.includes('accounts'))
        await api.POST('/v1/syncs', { body: { connectionIds: [connectionId] } })
    }
    readIfNew().catch(sayProblem)
  }, [connectionId, paymentId])
  return (
    <div class="outcome">
      <span class="outcome-mark outcome-good">
        <Icon name="check" />
      </span>
      <h2>{t(paymentId === undefined ? 'connect.doneTitle' : 'connect.paidTitle')}</h2>
      <p>{t(paymentId === undefined ? 'connect.doneText' : 'connect.paidText')}</p>
      <div class="form-actions">
        <ButtonLink href={paymentId === undefined ? '/' : `/payments/${paymentId}`} kind="primary">
          {t(paymentId === undefined ? 'nav.overview' : 'payment.title')}
        </ButtonLink>
        {paymentId === undefined && <ButtonLink href="/connect">{t('connect.another')}</ButtonLink>}
      </div>
    </div>
  )
}

const Failed = ({ challenge }: { readonly challenge: Challenge }) => (
  <div class="outcome">
    <span class="outcome-mark outcome-bad">
      <Icon name="close" />
    </span>
    <h2>{t('connect.failedTitle')}</h2>
    <p>{challenge.failure ?? t('connect.failed')}</p>
    <div class="form-actions">
      <ButtonLink
        href={challenge.paymentId === undefined ? '/connect' : `/payments/${challenge.paymentId}`}
        kind="primary"
      >
        {t('connect.again')}
      </ButtonLink>
    </div>
  </div>
)

/** Asks the bank how far the person is, as often as the bank likes to be asked; in between the shown code moves on. */
const usePolling = (challenge: Challenge | undefined, onAnswer: (next: Challenge) => void): void => {
  const id = challenge?.status === 'pending' && challenge.kind === 'decoupled' ? challenge.id : undefined
  const pause = Math.max(1000, challenge?.pollAfterMs ?? 2000)
  useEffect(() => {
    if (id === undefined) return
    let isOver = false
    const frame = setInterval(() => {
      dataOf(api.GET('/v1/challenges/{id}', { params: { path: { id } } }))
        .then((next) => isOver || onAnswer(next))
        .catch(() => undefined)
    }, 1000)
    const poll = setInterval(() => {
      answer(id)
        .then((next) => isOver || onAnswer(next))
        .catch((error: unknown) => {
          // Two asks that meet are refused once: the next one says how it is.
          if (asProblem(error).code !== 'conflict') sayProblem(error)
        })
    }, pause)
    return () => {
      isOver = true
      clearInterval(frame)
      clearInterval(poll)
    }
  }, [id, pause])
}

/** What came of a bank’s page, or what is still to be done. */
export const ResultPage = () => {
  const { params } = useRoute()
  const id = params['id'] ?? ''
  const [latest, setLatest] = useState<Challenge | undefined>(undefined)
  const found = useResource([], `challenge ${id}`, () =>
    dataOf(api.GET('/v1/challenges/{id}', { params: { path: { id } } })),
  )
  const challenge = latest ?? found.state.value.data
  usePolling(challenge, setLatest)
  return (
    <>
      <PageHead title={t('connect.title')} />
      <section class="panel panel-narrow">
        <Loaded resource={found} rows={4} height={56}>
          {(first) => {
            const shown = latest ?? first
            if (shown.status === 'complete') return <Done challenge={shown} />
            if (shown.status === 'failed' || shown.status === 'cancelled') return <Failed challenge={shown} />
            if (shown.kind === 'decoupled') return <DecoupledView challenge={shown} />
            if (shown.kind === 'input') return <InputForm challenge={shown} onAnswer={setLatest} />
            return (
              <div class="outcome">
                <h2>{t('connect.waitingTitle')}</h2>
                <p>{t('connect.waitingText')}</p>
                <div class="form-actions">
                  <Button kind="primary" icon="out" onClick={() => goToBank(shown)}>
                    {t('connect.toBank')}
                  </Button>
                </div>
              </div>
            )
          }}
        </Loaded>
      </section>
    </>
  )
}
