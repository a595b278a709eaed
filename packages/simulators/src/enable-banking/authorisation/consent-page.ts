import type { BankAnswer } from '../../http/bank-handler.ts'
import { htmlAnswer, redirectAnswer } from '../../ing/answers.ts'
import { escapeHtml, page } from '../../ing/pages/layout.ts'
import type { BankCustomer } from '../accounts/bank-account.ts'
import { refuse } from '../refusal.ts'
import type { PageCall } from '../route.ts'
import type { Authorization } from '../state.ts'
import type { EnableBankingWorld } from '../world.ts'
import { approve, findAuthorization, offeredCustomers, refuseAuthorization } from './decide.ts'

const accountBoxes = (customer: BankCustomer): string =>
  customer.accounts
    .map(({ id, kind, iban, maskedPan, currency }) => {
      const text = `${kind} ${iban || maskedPan || ''} (${currency})`
      return `<label><input type="checkbox" name="account" value="${id}" checked> ${escapeHtml(text)}</label>`
    })
    .join('\n')

const customerChoice = (customers: readonly BankCustomer[]): string =>
  customers
    .map(
      ({ id, name }, at) =>
        `<label><input type="radio" name="customer" value="${id}" required${at === 0 ? ' checked' : ''}> ${escapeHtml(name)}</label>`,
    )
    .join('\n')

const buttons = (next: string): string =>
  `<p><button class="main" type="submit" name="action" value="next">${next}</button>` +
  `<button type="submit" name="action" value="cancel" formnovalidate>Cancel</button></p>`

const loginPage = ({ aspsp }: Authorization, customers: readonly BankCustomer[]): string =>
  page(
    `Log in to ${aspsp.name}`,
    `<form method="post"><input type="hidden" name="step" value="customer">
<fieldset><legend>Who are you?</legend>
${customerChoice(customers)}</fieldset>${buttons('Next')}</form>`,
  )

const accountsPage = ({ aspsp, access }: Authorization, customer: BankCustomer): string =>
  page(
    'Give access to your accounts',
    `<p>The app wants to read ${access.balances ? 'balances' : 'no balances'} and ${access.transactions ? 'transactions' : 'no transactions'} at ${escapeHtml(aspsp.name)} until ${escapeHtml(access.validUntil)}.</p>
<form method="post"><input type="hidden" name="step" value="accounts"><input type="hidden" name="customer" value="${customer.id}">
<fieldset><legend>Accounts of ${escapeHtml(customer.name)}</legend>
${accountBoxes(customer)}</fieldset>${buttons('Allow')}</form>`,
  )

const firstOf = (customers: readonly BankCustomer[], wanted: string | null): BankCustomer =>
  customers.find(({ id }) => wanted === null || wanted === id) ??
  refuse({ row: 23, status: 400, reason: 'The bank has no such customer' })

/** GET and POST of the page that the customer is sent to. */
export const consentPage =
  (world: EnableBankingWorld) =>
  ({ request, query }: PageCall): BankAnswer => {
    const authorization = findAuthorization(world, query.get('sessionid'))
    const customers = offeredCustomers(world, authorization)
    if (request.method === 'GET') {
      if (!world.state.modes.autoApprove) return htmlAnswer(200, loginPage(authorization, customers))
      return redirectAnswer(approve(world, authorization, { customer: firstOf(customers, null) }))
    }
    const form = new URLSearchParams(request.body.toString('utf8'))
    if (form.get('action') === 'cancel') return redirectAnswer(refuseAuthorization(authorization))
    const customer = firstOf(customers, form.get('customer'))
    if (form.get('step') !== 'accounts') return htmlAnswer(200, accountsPage(authorization, customer))
    return redirectAnswer(approve(world, authorization, { customer, accountIds: form.getAll('account') }))
  }
