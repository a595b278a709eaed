import type { TestProfile } from '../ais/test-profiles.ts'
import { COUNTRIES, type Country, countryName } from '../oauth/countries.ts'
import type { Scope } from '../oauth/scopes.ts'
import { escapeHtml, page } from './layout.ts'

const SCOPE_TEXTS: Readonly<Partial<Record<Scope, string>>> = {
  'payment-accounts:balances:view': 'see your accounts and their balances',
  'payment-accounts:transactions:view': 'see your accounts and their transactions',
  'payment-accounts:funds-availability:confirm': 'ask whether an amount is available on your account',
}

const buttons = (next: string): string =>
  `<p><button class="main" type="submit" name="action" value="next">${next}</button>` +
  `<button type="submit" name="action" value="cancel" formnovalidate>Cancel</button></p>`

/** The country decides which test profiles follow; the choice goes into the path. */
export const countryPage = (query: string, selected: Country): string => {
  const options = Object.entries(COUNTRIES)
    .map(([code, name]) => `<option value="${code}"${code === selected ? ' selected' : ''}>${name}</option>`)
    .join('')
  return page(
    'Choose your country',
    `<form method="post" action="/authorize/v2?${escapeHtml(query)}">
<input type="hidden" name="step" value="country">
<p><label for="country">Country</label><select id="country" name="country" required>${options}</select></p>
${buttons('Next')}</form>`,
  )
}

export const profilePage = (country: Country, query: string, profiles: readonly TestProfile[]): string => {
  const choices = profiles
    .map(
      ({ id, name }, at) =>
        `<label><input type="radio" name="profile" value="${escapeHtml(id)}" required${at === 0 ? ' checked' : ''}> ${escapeHtml(name)}</label>`,
    )
    .join('\n')
  return page(
    `Log in (${countryName(country)})`,
    `<form method="post" action="/authorize/v2/${country}?${escapeHtml(query)}">
<input type="hidden" name="step" value="profile">
<fieldset><legend>Who are you?</legend>
${choices}</fieldset>
${buttons('Next')}</form>`,
  )
}

export const accountsPage = (
  country: Country,
  query: string,
  choice: { profile: TestProfile; scopes: readonly Scope[] },
): string => {
  const { profile, scopes } = choice
  const purposes = scopes.map((scope) => `<li>${escapeHtml(SCOPE_TEXTS[scope] ?? scope)}</li>`).join('')
  const accounts = profile.accounts
    .map(({ resourceId, iban, maskedPan, product, ledgers }) => {
      const text = `${product} ${iban || maskedPan || ''} (${ledgers.map(({ currency }) => currency).join(', ')})`
      return `<label><input type="checkbox" name="account" value="${resourceId}" checked> ${escapeHtml(text)}</label>`
    })
    .join('\n')
  return page(
    'Give access to your accounts',
    `<p>The app wants to</p><ul>${purposes}</ul>
<form method="post" action="/authorize/v2/${country}?${escapeHtml(query)}">
<input type="hidden" name="step" value="accounts"><input type="hidden" name="profile" value="${escapeHtml(profile.id)}">
<fieldset><legend>Accounts of ${escapeHtml(profile.name)}</legend>
${accounts}</fieldset>
${buttons('Next')}</form>`,
  )
}
