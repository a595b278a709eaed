import { useLocation } from 'preact-iso'
import { api, dataOf } from '../../api/client.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { goToBank } from '../connect/go-to-bank.ts'

/** A new consent; the old one stays in use until the new one is complete. */
export const RenewButton = ({ connectionId }: { readonly connectionId: string }) => {
  const { route } = useLocation()
  const [isBusy, run] = useBusy()
  const renew = async (): Promise<void> => {
    const { challenge } = await dataOf(
      api.POST('/v1/connections/{id}/renewal', { params: { path: { id: connectionId } }, body: {} }),
    )
    if (!goToBank(challenge)) route(`/connect/result/${challenge.id}`)
  }
  return (
    <Button isSmall isBusy={isBusy} onClick={() => void run(renew)}>
      {t('connection.renew')}
    </Button>
  )
}
