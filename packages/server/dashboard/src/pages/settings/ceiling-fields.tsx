import type { Schemas } from '../../api/client.ts'
import { readAmount } from '../../format/read-amount.ts'
import { t } from '../../i18n/i18n.ts'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Money } from '../../ui/money.tsx'

/** What a person types: an empty amount is no limit. */
interface TypedCeiling {
  readonly amount: string
  readonly currency: string
}

export const noCeiling: TypedCeiling = { amount: '', currency: 'EUR' }

const currencies = ['EUR', 'SEK', 'USD', 'GBP', 'DKK', 'NOK', 'PLN', 'RON', 'CZK', 'HUF', 'CHF'] as const

/** The limit that was typed; nothing when there is none. */
export const toCeiling = ({ amount, currency }: TypedCeiling): Schemas['Money'] | undefined => {
  const read = readAmount(amount)
  return read === undefined ? undefined : { amount: read, currency }
}

/** Something was typed that is no amount: it must not count as “no limit”. */
export const isWrong = (ceiling: TypedCeiling): boolean =>
  ceiling.amount.trim() !== '' && toCeiling(ceiling) === undefined

/** What may be sent in a day. */
export const CeilingFields = ({
  value,
  onChange,
}: {
  readonly value: TypedCeiling
  readonly onChange: (value: TypedCeiling) => void
}) => (
  <div class="amount-fields">
    <TextField
      label={t('ceiling.amount')}
      hint={t('ceiling.hint')}
      problem={isWrong(value) ? t('payment.wrong.amount') : undefined}
      inputMode="decimal"
      value={value.amount}
      onInput={(amount) => onChange({ ...value, amount })}
      maxLength={20}
    />
    <SelectField
      label={t('balances.currency')}
      value={value.currency}
      onChange={(currency) => onChange({ ...value, currency })}
      choices={[...new Set([value.currency, ...currencies])].map((code) => ({ value: code, label: code }))}
    />
  </div>
)

export const CeilingNote = ({ ceiling }: { readonly ceiling: Schemas['Money'] }) => (
  <span class="note">
    {t('ceiling.note')} <Money value={ceiling} />
  </span>
)
