import type { ComponentChildren } from 'preact'
import type { Schemas } from '../../api/client.ts'
import { useConnections, useProviders } from '../../api/resources.ts'
import { locale, t, tn, tWord } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Badge, PageHead } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/scroll.tsx'

type Provider = Schemas['Provider']

const capabilities = ['accounts', 'payments', 'funds', 'events', 'esign'] as const

const Yes = ({ is }: { readonly is: boolean }) => (
  <span class={is ? 'yes' : 'no'}>
    {is && <Icon name="check" />}
    {is ? t('yes') : t('no')}
  </span>
)

const countryNames = (codes: readonly string[]): string => {
  const names = new Intl.DisplayNames(locale.value, { type: 'region', fallback: 'code' })
  const shown = codes.slice(0, 4).map((code) => (code.length === 2 ? (names.of(code) ?? code) : code))
  return codes.length > 4 ? `${shown.join(', ')} +${codes.length - 4}` : shown.join(', ')
}

const rowsOf = (provider: Provider): readonly (readonly [string, ComponentChildren])[] => [
  [t('banks.countries'), countryNames(provider.countries)],
  [t('banks.environment'), tWord('banks.environment', provider.environment)],
  ...capabilities.map(
    (name) => [t(`banks.${name}`), <Yes key={name} is={provider.capabilities.includes(name)} />] as const,
  ),
  [t('banks.paymentKinds'), provider.paymentKinds.map((kind) => tWord('payment.kind', kind)).join(', ') || '–'],
  [t('banks.authentication'), provider.authentication.map((kind) => tWord('banks.auth', kind)).join(', ')],
  [t('banks.signatures'), provider.signatureSchemes.map((scheme) => tWord('banks.signature', scheme)).join(', ')],
  [
    t('banks.limits'),
    provider.rateLimits
      .map(({ name, limit, windowSeconds }) => `${name} ${limit}/${windowSeconds} s`)
      .slice(0, 3)
      .join(', ') || '–',
  ],
  [
    t('banks.unattended'),
    provider.unattendedReads === null ? t('banks.noLimit') : tn('banks.readsPerDay', provider.unattendedReads),
  ],
  [t('banks.history'), provider.historyDays === null ? t('banks.unknown') : tn('banks.days', provider.historyDays)],
  [t('banks.pending'), <Yes key="pending" is={provider.listsPending} />],
  [t('banks.stableIds'), <Yes key="ids" is={provider.ids.transaction.stableAcrossConsents} />],
]

/** The configured banks side by side: what each can do, and within which limits. */
export const BanksPage = () => {
  const providers = useProviders()
  const connected = new Set((useConnections().state.value.data ?? []).map(({ provider }) => provider))
  return (
    <>
      <PageHead
        title={t('banks.title')}
        note={t('banks.note')}
        actions={
          may('connect') && (
            <ButtonLink href="/connect" kind="primary" icon="plus">
              {t('connect.add')}
            </ButtonLink>
          )
        }
      />
      <section class="panel">
        <Loaded resource={providers} rows={12} height={40}>
          {(found) => (
            <Scroll label={t('banks.title')}>
              <table class="table compare">
                <caption class="visually-hidden">{t('banks.title')}</caption>
                <thead>
                  <tr>
                    <td />
                    {found.map((provider) => (
                      <th key={provider.id} scope="col">
                        {provider.name}
                        {connected.has(provider.id) && <Badge tone="good">{t('banks.connected')}</Badge>}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {(found[0] === undefined ? [] : rowsOf(found[0])).map(([label], row) => (
                    <tr key={label}>
                      <th scope="row">{label}</th>
                      {found.map((provider) => (
                        <td key={provider.id}>{rowsOf(provider)[row]?.[1]}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
        </Loaded>
      </section>
    </>
  )
}
