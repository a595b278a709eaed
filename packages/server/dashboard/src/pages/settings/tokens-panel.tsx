import { useState } from 'preact/hooks'
import { scopes } from '../../api/api-words.ts'
import { api, dataOf } from '../../api/client.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { formatInstant } from '../../format/dates.ts'
import { locale, t, tWord } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, SelectField, TextField } from '../../ui/field.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Badge, Empty, Panel } from '../../ui/panel.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { CeilingFields, CeilingNote, isWrong, noCeiling, toCeiling } from './ceiling-fields.tsx'

type Scope = (typeof scopes)[number]

const lifetimes = ['30', '90', '365'] as const

const NewTokenDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [chosen, setChosen] = useState<readonly Scope[]>(['read'])
  const [ceiling, setCeiling] = useState(noCeiling)
  const canSend = chosen.includes('pay:submit')
  const [token, setToken] = useState<string | undefined>(undefined)
  const [isBusy, run] = useBusy()
  const create = async (): Promise<void> => {
    const dailyCeiling = canSend ? toCeiling(ceiling) : undefined
    const body = { name: name.trim(), scopes: [...chosen], days: Number(days), dailyCeiling }
    setToken((await dataOf(api.POST('/v1/tokens', { body }))).token)
    invalidate('tokens')
  }
  if (token !== undefined) {
    return (
      <Dialog title={t('token.madeTitle')} onClose={onClose}>
        <p>{t('token.madeText')}</p>
        <p>
          <code class="secret">{token}</code>
        </p>
        <div class="form-actions">
          <Button onClick={() => void navigator.clipboard.writeText(token)}>{t('copy')}</Button>
          <Button kind="primary" onClick={onClose}>
            {t('token.kept')}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('token.new')} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void run(create)
        }}
      >
        <TextField
          label={t('token.name')}
          hint={t('token.nameHint')}
          value={name}
          onInput={setName}
          maxLength={100}
          isRequired
        />
        <SelectField
          label={t('token.days')}
          value={days}
          onChange={setDays}
          choices={lifetimes.map((value) => ({ value, label: t(`period.${value}`) }))}
        />
        <fieldset>
          <legend>{t('token.scopes')}</legend>
          <div class="checks">
            {scopes.map((scope) => (
              <CheckField
                key={scope}
                label={
                  <>
                    <code>{scope}</code> {tWord('scope', scope)}
                  </>
                }
                isChecked={chosen.includes(scope)}
                onChange={(isChecked) =>
                  setChosen(isChecked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
                }
              />
            ))}
          </div>
        </fieldset>
        {canSend && <CeilingFields value={ceiling} onChange={setCeiling} />}
        <div class="form-actions">
          <Button
            type="submit"
            kind="primary"
            isBusy={isBusy}
            disabled={name.trim() === '' || chosen.length === 0 || (canSend && isWrong(ceiling))}
          >
            {t('token.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

export const TokensPanel = () => {
  const [isOpen, setOpen] = useState(false)
  const [isBusy, run] = useBusy()
  const tokens = useResource(['tokens'], 'tokens', async () => (await dataOf(api.GET('/v1/tokens'))).data)
  const revoke = async (id: string): Promise<void> => {
    await api.DELETE('/v1/tokens/{id}', { params: { path: { id } } })
    invalidate('tokens')
  }
  return (
    <Panel
      title={t('settings.tokens')}
      note={t('settings.tokensNote')}
      actions={
        <Button isSmall icon="plus" onClick={() => setOpen(true)}>
          {t('token.new')}
        </Button>
      }
    >
      <Loaded resource={tokens} rows={2} height={56}>
        {(found) =>
          found.length === 0 ? (
            <Empty title={t('token.emptyTitle')} text={t('token.emptyText')} />
          ) : (
            <ul class="rows">
              {found.map(({ id, name, prefix, scopes: allowed, expiresAt, lastUsedDay, dailyCeiling }) => (
                <li key={id} class="row">
                  <span class="row-main">
                    <strong title={name}>{name}</strong>
                    <span class="note">
                      <code>{prefix}…</code> · {allowed.join(', ')}
                    </span>
                    <span class="note">
                      {t('token.until', { date: formatInstant(expiresAt, locale.value) })}
                      {lastUsedDay === undefined && <Badge>{t('token.unused')}</Badge>}
                    </span>
                    {dailyCeiling !== undefined && <CeilingNote ceiling={dailyCeiling} />}
                  </span>
                  <Button isSmall isBusy={isBusy} onClick={() => void run(() => revoke(id))}>
                    {t('token.revoke')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isOpen && <NewTokenDialog onClose={() => setOpen(false)} />}
    </Panel>
  )
}
