import type { Invoice } from '../../api/invoices.ts'
import { dayOf } from '../../format/dates.ts'
import { compareDecimals } from '../../format/decimal.ts'
import { t } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { Badge } from '../../ui/panel.tsx'

/** Open, in part paid, paid, overdue, or closed by a person. */
export const InvoiceBadge = ({ invoice }: { readonly invoice: Invoice }) => {
  const { state, dueOn, open, total } = invoice
  if (state === 'paid') return <Badge tone="good">{t('invoice.state.paid')}</Badge>
  if (state === 'done') return <Badge>{t('invoice.state.done')}</Badge>
  if (dueOn !== undefined && dueOn < dayOf(now.value)) return <Badge tone="bad">{t('invoice.state.overdue')}</Badge>
  return compareDecimals(open.amount, total.amount) < 0 ? (
    <Badge tone="accent">{t('invoice.state.part')}</Badge>
  ) : (
    <Badge tone="warn">{t('invoice.state.open')}</Badge>
  )
}
