import { useState } from 'preact/hooks'
import { api, dataOf } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/i18n.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/panel.tsx'
import { TransactionDialog } from '../transactions/transaction-dialog.tsx'
import { TransactionList } from '../transactions/transaction-list.tsx'

/** The newest entries of all accounts. */
export const LatestPanel = () => {
  const [open, setOpen] = useState<string | undefined>(undefined)
  const latest = useResource(['transactions'], 'latest', () =>
    dataOf(api.GET('/v1/transactions', { params: { query: { limit: 12 } } })),
  )
  return (
    <>
      <Loaded resource={latest} rows={8} height={52}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={t('transactions.emptyTitle')} text={t('transactions.emptyText')} />
          ) : (
            <TransactionList transactions={data} onOpen={setOpen} />
          )
        }
      </Loaded>
      {open !== undefined && <TransactionDialog id={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}
