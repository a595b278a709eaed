import { useState } from 'preact/hooks'
import { api, dataOf } from '../../api/client.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { formatAgo } from '../../format/dates.ts'
import { locale, t } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { refreshSession, session } from '../../shell/session.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { say } from '../../ui/toast.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { BankIdDialog } from '../sign-in/bankid-dialog.tsx'
import { registerPasskey } from '../sign-in/passkey.ts'
import { confirmed } from './confirmed.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

const AddForm = () => {
  const [name, setName] = useState('')
  const [isBusy, run] = useBusy()
  const add = async (): Promise<void> => {
    await confirmed(() => registerPasskey(name.trim() === '' ? t('passkey.unnamed') : name.trim()))
    setName('')
    say(t('passkey.added'))
  }
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault()
        void run(add)
      }}
    >
      <TextField label={t('passkey.name')} value={name} onInput={setName} maxLength={100} />
      <Button type="submit" icon="key" kind="primary" isBusy={isBusy}>
        {t('settings.addPasskey')}
      </Button>
    </form>
  )
}

/** A browser takes no passkey on an IP address: the same server has a name. A one-time link carries the person over. */
const ElsewhereNote = ({ url }: { readonly url: string }) => {
  const [isBusy, run] = useBusy()
  const move = async (): Promise<void> => {
    const { code } = await dataOf(api.POST('/v1/login-links'))
    location.assign(`${url}/settings#login=${code}`)
  }
  return (
    <div class="notice notice-warn">
      <Icon name="key" />
      <div>
        <p>{t('passkey.elsewhere', { url })}</p>
        <Button isSmall isBusy={isBusy} onClick={() => void run(() => confirmed(move))}>
          {t('passkey.move')}
        </Button>
      </div>
    </div>
  )
}

const BankIdPart = () => {
  const [isOpen, setOpen] = useState(false)
  const [isBusy, run] = useBusy()
  const { methods } = session.value ?? {}
  if (methods?.bankidPossible !== true) return null
  const unlink = async (): Promise<void> => {
    await api.DELETE('/auth/bankid')
    await refreshSession()
  }
  return (
    <div class="sub-part">
      <h3>BankID</h3>
      <p class="note">{t(methods.bankid ? 'bankid.linked' : 'bankid.notLinked')}</p>
      {methods.bankid ? (
        <Button isSmall isBusy={isBusy} onClick={() => void run(() => confirmed(unlink))}>
          {t('bankid.unlink')}
        </Button>
      ) : (
        <Button isSmall icon="phone" onClick={() => setOpen(true)}>
          {t('bankid.link')}
        </Button>
      )}
      {isOpen && <BankIdDialog purpose="link" onClose={() => setOpen(false)} onDone={() => say(t('bankid.done'))} />}
    </div>
  )
}

export const PasskeysPanel = () => {
  const [isBusy, run] = useBusy()
  const passkeys = useResource(['passkeys'], 'passkeys', async () => (await dataOf(api.GET('/auth/passkeys'))).data)
  const { methods, localhostUrl } = session.value ?? {}
  const isElsewhere = localhostUrl !== undefined && location.origin !== localhostUrl
  const remove = async (id: string): Promise<void> => {
    await api.DELETE('/auth/passkeys/{id}', { params: { path: { id } } })
    invalidate('passkeys')
    await refreshSession()
  }
  return (
    <Panel title={t('settings.signIn')} note={t('settings.signInNote')}>
      <Loaded resource={passkeys} rows={1} height={140}>
        {(found) =>
          found.length === 0 ? (
            <Empty title={t('passkey.emptyTitle')} text={t('passkey.emptyText')} />
          ) : (
            <ul class="rows">
              {found.map(({ id, name, lastUsedAt, createdAt }) => (
                <li key={id} class="row">
                  <Icon name="key" />
                  <span class="row-main">
                    <strong>{name}</strong>
                    <span class="note">
                      {t('passkey.used')} {formatAgo(lastUsedAt ?? createdAt, now.value, locale.value)}
                    </span>
                  </span>
                  <Button isSmall isBusy={isBusy} onClick={() => void run(() => confirmed(() => remove(id)))}>
                    {t('remove')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isElsewhere ? <ElsewhereNote url={localhostUrl} /> : methods?.passkeyPossible === true && <AddForm />}
      <RecoveryCodes />
      <BankIdPart />
    </Panel>
  )
}
