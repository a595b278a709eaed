import { useState } from 'preact/hooks'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { formatInstant } from '../../format/dates.ts'
import { locale, t, tn } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Badge, Panel } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { useBusy } from '../../ui/use-busy.ts'

const shown = 20

/** The last lines of the log: it is read from its end. */
const readEnd = async (): Promise<readonly Schemas['AuditLine'][]> => {
  const { lines } = await dataOf(api.GET('/v1/audit/verification'))
  const query = { after: Math.max(0, lines - shown), limit: shown + 10 }
  return (await dataOf(api.GET('/v1/audit', { params: { query } }))).data.toReversed().slice(0, shown)
}

export const AuditPanel = () => {
  const lines = useResource(['audit'], 'audit', readEnd)
  const [verdict, setVerdict] = useState<Schemas['AuditVerdict'] | undefined>(undefined)
  const [isBusy, run] = useBusy()
  const verify = async (): Promise<void> => setVerdict(await dataOf(api.GET('/v1/audit/verification')))
  return (
    <Panel
      title={t('audit.title')}
      note={t('audit.note')}
      actions={
        <>
          {verdict !== undefined && (
            <Badge tone={verdict.holds ? 'good' : 'bad'}>
              {verdict.holds ? tn('audit.holds', verdict.lines) : t('audit.broken', { line: verdict.brokenAt ?? 0 })}
            </Badge>
          )}
          <Button isSmall isBusy={isBusy} onClick={() => void run(verify)}>
            {t('audit.verify')}
          </Button>
        </>
      }
    >
      <Loaded resource={lines} rows={6} height={36}>
        {(found) => (
          <Scroll label={t('audit.title')}>
            <table class="table">
              <caption class="visually-hidden">{t('audit.title')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('audit.when')}</th>
                  <th scope="col">{t('audit.what')}</th>
                  <th scope="col">{t('audit.who')}</th>
                  <th scope="col">{t('audit.outcome')}</th>
                </tr>
              </thead>
              <tbody>
                {found.map((line) => (
                  <tr key={line.seq}>
                    <td class="nowrap">{formatInstant(line.at, locale.value)}</td>
                    <td>
                      <code>{line.action}</code>
                    </td>
                    <td class="note">
                      {line.via} {line.actor.slice(0, 14)}
                    </td>
                    <td>
                      <Badge tone={line.outcome === 'done' ? 'neutral' : 'bad'}>{line.outcome}</Badge>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
    </Panel>
  )
}
