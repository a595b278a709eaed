import type { IngAccount } from '../ais/ing-account.ts'
import { paymentsIn } from '../pis/instruction-checks.ts'
import type { Payment } from '../pis/payment.ts'
import { escapeHtml, page } from './layout.ts'

const SHOWN = 20

const paymentRows = (payment: Payment): string => {
  const items = paymentsIn(payment.instruction)
  const rows = items.slice(0, SHOWN).map(([, item]) => {
    const { amount = '', currency = '' } = item['instructedAmount'] as { amount?: string; currency?: string }
    const { iban, bban } = item['creditorAccount'] as { iban?: string; bban?: string }
    const cells = [String(item['creditorName']), iban ?? bban ?? '', `${amount} ${currency}`]
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  })
  const more = items.length > SHOWN ? `<p>and ${items.length - SHOWN} more</p>` : ''
  return `<table><caption>Payment</caption><thead><tr><th scope="col">To</th><th scope="col">Account</th><th scope="col">Amount</th></tr></thead>
<tbody>${rows.join('')}</tbody></table>${more}`
}

const accountChoice = (accounts: readonly IngAccount[]): string => {
  const options = accounts.map(
    ({ resourceId, holder, iban }) => `<option value="${resourceId}">${escapeHtml(`${holder} ${iban}`)}</option>`,
  )
  return `<p><label for="account">Pay from</label><select id="account" name="account" required>${options.join('')}</select></p>`
}

/** Where the customer authorises. `accounts` is empty when the payment names its own. */
export const paymentPage = (payment: Payment, accounts: readonly IngAccount[]): string =>
  page(
    'Authorise a payment',
    `${paymentRows(payment)}
<form method="post">
${accounts.length > 0 ? accountChoice(accounts) : ''}
<p><button class="main" type="submit" name="action" value="authorise">Authorise</button>
<button type="submit" name="action" value="reject" formnovalidate>Reject</button></p></form>`,
  )
