import { useState } from 'preact/hooks'
import { api, dataOf } from '../../api/client.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { formatInstant } from '../../format/dates.ts'
import { locale, t, tn } from '../../i18n/i18n.ts'
import { refreshSession } from '../../shell/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { confirmed } from './confirmed.ts'

/** New codes: the only time that they are seen. */
const CodesDialog = ({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) => (
  <Dialog title={t('recovery.madeTitle')} onClose={onClose}>
    <p>{t('recovery.madeText')}</p>
    <ul class="codes">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
    <div class="form-actions">
      <Button onClick={() => void navigator.clipboard.writeText(codes.join('\n'))}>{t('copy')}</Button>
      <Button kind="primary" onClick={onClose}>
        {t('token.kept')}
      </Button>
    </div>
  </Dialog>
)

/** Codes for the day on which every passkey is lost. */
export const RecoveryCodes = () => {
  const [isBusy, run] = useBusy()
  const [codes, setCodes] = useState<readonly string[] | undefined>(undefined)
  const state = useResource(['recovery'], 'recovery', () => dataOf(api.GET('/auth/recovery-codes')))
  const renew = async (): Promise<void> => {
    setCodes((await dataOf(api.POST('/auth/recovery-codes'))).codes)
    invalidate('recovery')
    await refreshSession()
  }
  return (
    <div class="sub-part">
      <h3>{t('recovery.title')}</h3>
      <p class="note">{t('recovery.note')}</p>
      <Loaded resource={state} rows={1} height={24}>
        {({ left, createdAt }) =>
          createdAt === undefined ? null : (
            <p class={left < 3 ? 'warning-line' : 'note'}>
              {left < 3 && <Icon name="alert" />}
              {tn('recovery.left', left, { date: formatInstant(createdAt, locale.value) })}
            </p>
          )
        }
      </Loaded>
      <Button isSmall icon="key" isBusy={isBusy} onClick={() => void run(() => confirmed(renew))}>
        {t(state.state.value.data?.createdAt === undefined ? 'recovery.make' : 'recovery.renew')}
      </Button>
      {codes !== undefined && <CodesDialog codes={codes} onClose={() => setCodes(undefined)} />}
    </div>
  )
}
