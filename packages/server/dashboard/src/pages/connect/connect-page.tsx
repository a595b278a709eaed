import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { useProviders } from '../../api/resources.ts'
import { locale, t, tWord } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, PageHead, Panel } from '../../ui/panel.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { goToBank } from './go-to-bank.ts'

type Provider = Schemas['Provider']
type Institution = Schemas['Institution']

const nameOfCountry = (code: string): string =>
  new Intl.DisplayNames(locale.value, { type: 'region', fallback: 'code' }).of(code) ?? code

/** First step: which of the configured banks, or which way to many banks. */
const ChooseProvider = ({ onChoose }: { readonly onChoose: (provider: Provider) => void }) => {
  const providers = useProviders()
  return (
    <Loaded resource={providers} rows={3} height={72}>
      {(found) => (
        <ul class="choices">
          {found.map((provider) => (
            <li key={provider.id}>
              <button type="button" class="choice" onClick={() => onChoose(provider)}>
                <span class="bank-mark" aria-hidden="true">
                  {provider.name.slice(0, 1)}
                </span>
                <span class="row-main">
                  <strong>{provider.name}</strong>
                  <span class="note">{provider.capabilities.map((name) => tWord('capability', name)).join(', ')}</span>
                </span>
                <Icon name="chevron" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  )
}

/** For a provider that stands for many banks: the bank, by name. */
const ChooseInstitution = ({
  provider,
  country,
  onChoose,
}: {
  readonly provider: Provider
  readonly country: string
  readonly onChoose: (institution: Institution) => void
}) => {
  const [search, setSearch] = useState('')
  const query = { ...(country === '' ? {} : { country }), ...(search === '' ? {} : { search }) }
  const found = useResource(
    ['institutions'],
    `institutions ${provider.id} ${JSON.stringify(query)}`,
    async () =>
      (await dataOf(api.GET('/v1/providers/{id}/institutions', { params: { path: { id: provider.id }, query } }))).data,
  )
  return (
    <>
      <TextField label={t('connect.search')} type="search" value={search} onInput={setSearch} maxLength={100} />
      <Loaded resource={found} rows={5} height={56}>
        {(institutions) =>
          institutions.length === 0 ? (
            <Empty title={t('connect.noneTitle')} text={t('connect.noneText')} />
          ) : (
            <ul class="choices choices-long">
              {institutions.slice(0, 50).map((institution) => (
                <li key={`${institution.country} ${institution.name}`}>
                  <button type="button" class="choice" onClick={() => onChoose(institution)}>
                    <span class="row-main">
                      <strong>{institution.name}</strong>
                      <span class="note">
                        {[institution.country && nameOfCountry(institution.country), institution.bic]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    </span>
                    <Icon name="chevron" />
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <p class="note">{t('connect.first50')}</p>
    </>
  )
}

/** Last step: the country where the bank has several, a name of one’s own, and off to the bank. */
const Start = ({ provider, onBack }: { readonly provider: Provider; readonly onBack: () => void }) => {
  const { route } = useLocation()
  const [country, setCountry] = useState('')
  const [label, setLabel] = useState('')
  const [isBusy, run] = useBusy()
  const countries = provider.countries.filter((code) => /^[A-Z]{2}$/.test(code))
  const start = async (institution?: Institution): Promise<void> => {
    const { challenge } = await dataOf(
      api.POST('/v1/connections', {
        body: {
          provider: provider.id,
          ...(country === '' ? {} : { country }),
          ...(label.trim() === '' ? {} : { label: label.trim() }),
          ...(institution === undefined
            ? {}
            : {
                institution: {
                  name: institution.name,
                  ...(institution.country === undefined ? {} : { country: institution.country }),
                },
              }),
        },
      }),
    )
    if (!goToBank(challenge)) route(`/connect/result/${challenge.id}`)
  }
  return (
    <Panel
      title={provider.name}
      actions={
        <Button kind="quiet" icon="back" isSmall onClick={onBack}>
          {t('connect.other')}
        </Button>
      }
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!provider.hasInstitutions) void run(() => start())
        }}
      >
        {countries.length > 1 && (
          <SelectField
            label={t('connect.country')}
            value={country}
            onChange={setCountry}
            choices={[
              { value: '', label: t('connect.anyCountry') },
              ...countries.map((code) => ({ value: code, label: nameOfCountry(code) })),
            ]}
          />
        )}
        <TextField
          label={t('connect.label')}
          hint={t('connect.labelHint')}
          value={label}
          onInput={setLabel}
          maxLength={200}
        />
        {provider.hasInstitutions ? (
          <ChooseInstitution
            provider={provider}
            country={country}
            onChoose={(institution) => void run(() => start(institution))}
          />
        ) : (
          <>
            <p class="note">
              {provider.authentication.some((kind) => kind.includes('redirect'))
                ? t('connect.redirectNote')
                : t('connect.otherNote')}
            </p>
            <div class="form-actions">
              <Button type="submit" kind="primary" isBusy={isBusy} icon="out">
                {t('connect.go', { bank: provider.name })}
              </Button>
            </div>
          </>
        )}
      </form>
    </Panel>
  )
}

export const ConnectPage = () => {
  const [provider, setProvider] = useState<Provider | undefined>(undefined)
  return (
    <>
      <PageHead title={t('connect.title')} note={t('connect.note')} />
      <div class="narrow">
        {provider === undefined ? (
          <Panel title={t('connect.choose')}>
            <ChooseProvider onChoose={setProvider} />
          </Panel>
        ) : (
          <Start provider={provider} onBack={() => setProvider(undefined)} />
        )}
      </div>
    </>
  )
}
