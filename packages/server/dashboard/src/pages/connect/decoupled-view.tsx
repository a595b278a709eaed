import type { Schemas } from '../../api/client.ts'
import { language, t } from '../../i18n/i18n.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { QrCode } from '../../ui/qr-code.tsx'

/** What a person does on another device: a code to scan, or a link that opens the app on this one. */
export const DecoupledView = ({ challenge }: { readonly challenge: Schemas['Challenge'] }) => {
  const { qrText, launchUrl, message } = challenge.view
  const words = message?.[language.value] ?? message?.['en']
  if (challenge.status === 'failed' || challenge.status === 'cancelled') {
    return (
      <p class="notice notice-bad" role="alert">
        <Icon name="alert" />
        {challenge.failure ?? t('connect.failed')}
      </p>
    )
  }
  return (
    <div class="decoupled">
      {qrText !== undefined ? <QrCode text={qrText} label={t('connect.qr')} /> : <div class="qr qr-wait" />}
      <p role="status">{words ?? t('connect.waiting')}</p>
      {launchUrl !== undefined && /^(https:|bankid:)/.test(launchUrl) && (
        <ButtonLink href={launchUrl} icon="phone">
          {t('connect.onThisDevice')}
        </ButtonLink>
      )}
    </div>
  )
}
