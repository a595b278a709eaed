import { useState } from 'preact/hooks'
import { createInvoice } from '../../api/invoices.ts'
import { dayOf } from '../../format/dates.ts'
import { readAmount } from '../../format/read-amount.ts'
import { t } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { useBusy } from '../../ui/use-busy.ts'

const directions = ['receivable', 'payable'] as const

/** One invoice by hand: as much as the rules need to find its payment. */
export const NewInvoiceDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [form, setForm] = useState({
    number: '',
    customer: '',
    amount: '',
    currency: 'EUR',
    issuedOn: dayOf(now.value),
    dueOn: '',
    direction: 'receivable',
  })
  const [isBusy, run] = useBusy()
  const put = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value })
  const amount = readAmount(form.amount)
  const isComplete = form.number.trim() !== '' && form.customer.trim() !== '' && amount !== undefined
  const save = async (): Promise<void> => {
    await createInvoice({
      number: form.number.trim(),
      direction: form.direction === 'payable' ? 'payable' : 'receivable',
      total: { amount: amount ?? '', currency: form.currency.toUpperCase() },
      issuedOn: form.issuedOn,
      dueOn: form.dueOn === '' ? undefined : form.dueOn,
      customer: { id: form.customer.trim(), name: form.customer.trim() },
    })
    onClose()
  }
  return (
    <Dialog title={t('invoice.new')} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void run(save)
        }}
      >
        <SelectField
          label={t('invoice.direction')}
          value={form.direction}
          onChange={put('direction')}
          choices={directions.map((value) => ({ value, label: t(`invoice.direction.${value}`) }))}
        />
        <TextField label={t('invoice.number')} value={form.number} onInput={put('number')} maxLength={60} isRequired />
        <TextField
          label={t('invoice.customer')}
          value={form.customer}
          onInput={put('customer')}
          maxLength={100}
          isRequired
        />
        <div class="filter-grid">
          <TextField
            label={t('table.amount')}
            inputMode="decimal"
            value={form.amount}
            onInput={put('amount')}
            problem={form.amount !== '' && amount === undefined ? t('payment.wrong.amount') : undefined}
            isRequired
          />
          <TextField label={t('balances.currency')} value={form.currency} onInput={put('currency')} maxLength={3} />
        </div>
        <div class="filter-grid">
          <TextField
            label={t('invoice.issued')}
            type="date"
            value={form.issuedOn}
            onInput={put('issuedOn')}
            isRequired
          />
          <TextField label={t('invoice.due')} type="date" value={form.dueOn} onInput={put('dueOn')} />
        </div>
        <div class="form-actions">
          <Button type="submit" kind="primary" isBusy={isBusy} disabled={!isComplete}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
