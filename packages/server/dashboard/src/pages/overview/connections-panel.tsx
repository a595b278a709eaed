import type { Schemas } from '../../api/client.ts'
import type { Resource } from '../../api/resource.ts'
import { useAccounts } from '../../api/resources.ts'
import { formatAgo } from '../../format/dates.ts'
import { locale, t, tn, tWord } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { may } from '../../shell/session.ts'
import { Loaded, Skeleton } from '../../ui/loaded.tsx'
import { Badge, Panel, type Tone } from '../../ui/panel.tsx'
import { ReadButton } from './read-button.tsx'
import { RenewButton } from './renew-button.tsx'

type Connection = Schemas['Connection']

const tones: Readonly<Record<Connection['status'], Tone>> = { active: 'good', expiring: 'warn', expired: 'bad' }

/** Days of a consent on a line of ninety: what is left is drawn. */
const ConsentBar = ({ daysLeft }: { readonly daysLeft: number }) => (
  <span class="consent-bar" aria-hidden="true">
    <span
      class={daysLeft <= 14 ? 'consent-left consent-low' : 'consent-left'}
      style={{ inlineSize: `${Math.max(2, Math.min(100, (daysLeft / 90) * 100))}%` }}
    />
  </span>
)

const Fact = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <div class="fact">
    <dt>{label}</dt>
    <dd>{value}</dd>
  </div>
)

const ConnectionCard = ({ connection }: { readonly connection: Connection }) => {
  const { freshness, daysLeft, status, accountIds, providerName, label, id, provider } = connection
  const accounts = useAccounts().state.value.data ?? []
  const reads = accounts.some(({ connectionId }) => connectionId === id)
  const ago = (instant: string | undefined): string =>
    instant === undefined ? t('connection.never') : formatAgo(instant, now.value, locale.value)
  return (
    <article class="card">
      <header class="card-head">
        <span class="bank-mark" aria-hidden="true">
          {providerName.slice(0, 1)}
        </span>
        <div>
          <h3 class="cut" title={label ?? providerName}>
            {label ?? providerName}
          </h3>
          <p class="note">
            {provider === 'bankid' ? t('connection.identity') : tn('connection.accounts', accountIds.length)}
          </p>
        </div>
        <Badge tone={tones[status]}>{tWord('connection.status', status)}</Badge>
      </header>
      <dl class="facts">
        {(reads || provider !== 'bankid') && (
          <>
            <Fact label={t('connection.read')} value={ago(freshness.asOf)} />
            <Fact
              label={t('connection.next')}
              value={freshness.nextReadAt === undefined ? t('connection.onDemand') : ago(freshness.nextReadAt)}
            />
          </>
        )}
        <Fact
          label={t('connection.consent')}
          value={daysLeft === undefined ? t('connection.unlimited') : tn('connection.daysLeft', daysLeft)}
        />
        {freshness.readsLeft !== undefined && (
          <Fact label={t('connection.readsLeft')} value={String(freshness.readsLeft)} />
        )}
      </dl>
      {daysLeft !== undefined && <ConsentBar daysLeft={daysLeft} />}
      {freshness.lastError !== undefined && (
        <p class="card-problem">{tWord('error', freshness.lastError.split(':')[0] ?? '')}</p>
      )}
      <footer class="card-foot">
        {may('sync') && (reads || provider !== 'bankid') && <ReadButton connectionId={id} />}
        {may('connect') && daysLeft !== undefined && <RenewButton connectionId={id} />}
      </footer>
    </article>
  )
}

/** As many as most people have, in the shape of cards: below each other where the page is narrow. */
const WaitingCards = () => (
  <div class="cards">
    {['first', 'second', 'third'].map((name) => (
      <Skeleton key={name} rows={1} height={224} />
    ))}
  </div>
)

export const ConnectionsPanel = ({ connections }: { readonly connections: Resource<readonly Connection[]> }) => (
  <Panel title={t('connections.title')} isBare>
    <Loaded resource={connections} waiting={<WaitingCards />}>
      {(found) => (
        <div class="cards">
          {found.map((connection) => (
            <ConnectionCard key={connection.id} connection={connection} />
          ))}
        </div>
      )}
    </Loaded>
  </Panel>
)
