import { formatDay } from '../../format/dates.ts'
import { locale } from '../../i18n/i18n.ts'
import { moneyText } from '../../ui/money.tsx'

/** A fact of a reason, as the API writes it: its amounts and days as everywhere else on the page, hidden ones too. */
export const factText = (text: string): string =>
  text
    .replace(/(-?\d+(?:\.\d+)?) ([A-Z]{3})\b/g, (_, amount: string, currency: string) =>
      moneyText({ amount, currency }),
    )
    .replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => formatDay(day, locale.value, 'table'))
