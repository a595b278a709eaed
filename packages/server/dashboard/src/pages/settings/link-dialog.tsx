import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { QrCode } from '../../ui/qr-code.tsx'

/** A link that signs another browser in, once. */
export const LinkDialog = ({
  title,
  code,
  onClose,
}: {
  readonly title: string
  readonly code: string
  readonly onClose: () => void
}) => {
  const link = `${location.origin}/#login=${code}`
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{t('device.text')}</p>
      <QrCode text={link} label={title} />
      <p>
        <code class="secret">{link}</code>
      </p>
      <Button onClick={() => void navigator.clipboard.writeText(link)}>{t('copy')}</Button>
    </Dialog>
  )
}
