import { api } from '../../api/client.ts'
import { syncProgress } from '../../api/live.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { useBusy } from '../../ui/use-busy.ts'

/** Reads all banks, or one. How far it is comes by the events. */
export const ReadAllButton = () => {
  const [isBusy, run] = useBusy()
  const isRunning = syncProgress.value !== undefined
  return (
    <Button
      kind="primary"
      icon="refresh"
      isBusy={isBusy || isRunning}
      onClick={() => void run(() => api.POST('/v1/syncs', { body: {} }))}
    >
      {isRunning ? t('sync.reading') : t('sync.readAll')}
    </Button>
  )
}

export const ReadButton = ({ connectionId }: { readonly connectionId: string }) => {
  const [isBusy, run] = useBusy()
  return (
    <Button
      isSmall
      icon="refresh"
      isBusy={isBusy}
      disabled={syncProgress.value !== undefined}
      onClick={() => void run(() => api.POST('/v1/syncs', { body: { connectionIds: [connectionId] } }))}
    >
      {t('sync.readNow')}
    </Button>
  )
}
