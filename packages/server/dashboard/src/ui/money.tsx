import { isNegative } from '../format/decimal.ts'
import { formatMoney, hiddenAmount, type MoneyFormat, type MoneyText } from '../format/money.ts'
import { locale, t } from '../i18n/i18n.ts'
import { areAmountsHidden } from '../shell/settings.ts'

/** An amount as text, or the dots that stand for it. */
export const moneyText = (value: MoneyText, options: Omit<MoneyFormat, 'language'> = {}): string =>
  areAmountsHidden.value ? hiddenAmount : formatMoney(value, { language: locale.value, ...options })

/** An amount. What comes in is marked by its plus and by colour; what goes out by its minus. */
export const Money = ({
  value,
  sign,
  isToned = false,
}: {
  readonly value: MoneyText
  readonly sign?: MoneyFormat['sign']
  readonly isToned?: boolean
}) => {
  const isHidden = areAmountsHidden.value
  const tone = isToned && !isHidden && !isNegative(value.amount) ? ' money-in' : ''
  return (
    <span class={`money${tone}`}>
      {isHidden && <span class="visually-hidden">{t('amount.hidden')}</span>}
      <span aria-hidden={isHidden}>{moneyText(value, { sign })}</span>
    </span>
  )
}
