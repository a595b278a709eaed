import { useState } from 'preact/hooks'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { t, tWord } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Badge, Empty, Panel } from '../../ui/panel.tsx'
import { say } from '../../ui/toast.tsx'
import { useBusy } from '../../ui/use-busy.ts'

type Webhook = Schemas['Webhook']

const tones = { active: 'good', paused: 'neutral', disabled: 'bad' } as const

const NewWebhookDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [url, setUrl] = useState('')
  const [secret, setSecret] = useState<string | undefined>(undefined)
  const [isBusy, run] = useBusy()
  const create = async (): Promise<void> => {
    setSecret((await dataOf(api.POST('/v1/webhooks', { body: { url: url.trim() } }))).secret)
    invalidate('webhooks')
  }
  if (secret !== undefined) {
    return (
      <Dialog title={t('webhook.secretTitle')} onClose={onClose}>
        <p>{t('webhook.secretText')}</p>
        <p>
          <code class="secret">{secret}</code>
        </p>
        <div class="form-actions">
          <Button onClick={() => void navigator.clipboard.writeText(secret)}>{t('copy')}</Button>
          <Button kind="primary" onClick={onClose}>
            {t('token.kept')}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('webhook.new')} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void run(create)
        }}
      >
        <TextField
          label={t('webhook.url')}
          hint={t('webhook.urlHint')}
          type="url"
          value={url}
          onInput={setUrl}
          maxLength={500}
          isRequired
        />
        <div class="form-actions">
          <Button type="submit" kind="primary" isBusy={isBusy} disabled={url.trim() === ''}>
            {t('webhook.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

const Row = ({ webhook }: { readonly webhook: Webhook }) => {
  const { id, url, types, status, reason } = webhook
  const [isBusy, run] = useBusy()
  const path = { params: { path: { id } } }
  const change = async (work: Promise<unknown>): Promise<void> => {
    await work
    invalidate('webhooks')
  }
  const next = status === 'active' ? 'paused' : 'active'
  return (
    <li class="row row-wrap">
      <span class="row-main">
        <strong title={url}>{url}</strong>
        <span class="note">{types.length === 0 ? t('webhook.all') : types.join(', ')}</span>
        {reason !== undefined && <span class="note">{reason}</span>}
      </span>
      <Badge tone={tones[status]}>{tWord('webhook.status', status)}</Badge>
      <span class="inline">
        <Button
          isSmall
          isBusy={isBusy}
          onClick={() =>
            void run(async () => {
              await api.POST('/v1/webhooks/{id}/test', path)
              say(t('webhook.tested'))
            })
          }
        >
          {t('webhook.test')}
        </Button>
        <Button
          isSmall
          isBusy={isBusy}
          onClick={() => void run(() => change(api.PATCH('/v1/webhooks/{id}', { ...path, body: { status: next } })))}
        >
          {t(status === 'active' ? 'webhook.pause' : 'webhook.resume')}
        </Button>
        <Button isSmall isBusy={isBusy} onClick={() => void run(() => change(api.DELETE('/v1/webhooks/{id}', path)))}>
          {t('remove')}
        </Button>
      </span>
    </li>
  )
}

export const WebhooksPanel = () => {
  const [isOpen, setOpen] = useState(false)
  const webhooks = useResource(['webhooks'], 'webhooks', async () => (await dataOf(api.GET('/v1/webhooks'))).data)
  return (
    <Panel
      title={t('settings.webhooks')}
      note={t('settings.webhooksNote')}
      actions={
        <Button isSmall icon="plus" onClick={() => setOpen(true)}>
          {t('webhook.new')}
        </Button>
      }
    >
      <Loaded resource={webhooks} rows={2} height={56}>
        {(found) =>
          found.length === 0 ? (
            <Empty title={t('webhook.emptyTitle')} text={t('webhook.emptyText')} />
          ) : (
            <ul class="rows">
              {found.map((webhook) => (
                <Row key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {isOpen && <NewWebhookDialog onClose={() => setOpen(false)} />}
    </Panel>
  )
}
