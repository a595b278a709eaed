import { useState } from 'preact/hooks'
import { api, dataOf } from '../../api/client.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { formatAgo } from '../../format/dates.ts'
import { locale, t, tWord } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Badge, Panel } from '../../ui/panel.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { confirmed } from './confirmed.ts'
import { LinkDialog } from './link-dialog.tsx'

/** Signed-in browsers: which, since when, and how to end them. */
export const SessionsPanel = () => {
  const [isBusy, run] = useBusy()
  const [code, setCode] = useState<string | undefined>(undefined)
  const sessions = useResource(['sessions'], 'sessions', async () => (await dataOf(api.GET('/v1/sessions'))).data)
  const end = async (id: string): Promise<void> => {
    await api.DELETE('/v1/sessions/{id}', { params: { path: { id } } })
    invalidate('sessions')
  }
  const endOthers = async (): Promise<void> => {
    await api.POST('/v1/sessions/end-others')
    invalidate('sessions')
  }
  const createLink = async (): Promise<void> => {
    setCode((await dataOf(api.POST('/v1/login-links'))).code)
  }
  return (
    <Panel
      title={t('settings.devices')}
      note={t('settings.devicesNote')}
      actions={
        <Button isSmall icon="plus" isBusy={isBusy} onClick={() => void run(() => confirmed(createLink))}>
          {t('device.add')}
        </Button>
      }
    >
      <Loaded resource={sessions} rows={2} height={56}>
        {(found) => (
          <>
            <ul class="rows">
              {found.map(({ id, current, method, browser, lastSeenAt }) => (
                <li key={id} class="row">
                  <span class="row-main">
                    <strong>{browser ?? t('device.unknown')}</strong>
                    <span class="note">
                      {tWord('device.method', method)} · {formatAgo(lastSeenAt, now.value, locale.value)}
                    </span>
                  </span>
                  {current ? (
                    <Badge tone="good">{t('device.this')}</Badge>
                  ) : (
                    <Button isSmall isBusy={isBusy} onClick={() => void run(() => end(id))}>
                      {t('device.end')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {found.length > 1 && (
              <Button isSmall isBusy={isBusy} onClick={() => void run(endOthers)}>
                {t('device.endOthers')}
              </Button>
            )}
          </>
        )}
      </Loaded>
      {code !== undefined && <LinkDialog title={t('device.title')} code={code} onClose={() => setCode(undefined)} />}
    </Panel>
  )
}
