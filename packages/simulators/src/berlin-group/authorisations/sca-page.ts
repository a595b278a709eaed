import type { BankAnswer } from '../../http/bank-handler.ts'
import { htmlAnswer, redirectAnswer } from '../../ing/answers.ts'
import { escapeHtml, page } from '../../ing/pages/layout.ts'
import type { BankCustomer } from '../accounts/bank-account.ts'
import type { BankProfile } from '../bank-profile.ts'
import { refuse } from '../refusal.ts'
import type { PageCall } from '../route.ts'
import { rehearsal } from '../settings.ts'
import type { Authorisation } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import { complete, fail } from './complete.ts'

export interface CustomerDecision {
  readonly decision: 'approve' | 'cancel'
  readonly customer: BankCustomer | undefined
  /** Keys of accounts, at a consent where the customer chooses. */
  readonly accounts?: readonly string[] | undefined
}

/** An authorisation whose page was asked for, still open. */
export const findOpen = (world: BerlinGroupWorld, bank: string, pageId: string | null): Authorisation => {
  const found = [...world.state.authorisations.values()].find((each) => each.bank === bank && each.pageId === pageId)
  if (found === undefined)
    return refuse({ row: 34, status: 404, code: 'RESOURCE_UNKNOWN', reason: 'No such authorisation' })
  if (found.status === 'finalised' || found.status === 'failed' || found.status === 'unconfirmed') {
    return refuse({
      row: 34,
      status: 409,
      code: 'STATUS_INVALID',
      reason: 'The authorisation has ended',
      received: found.status,
    })
  }
  return found
}

/** The customer's decision, wherever it is made: page, app or control address. */
export const decide = (
  world: BerlinGroupWorld,
  profile: BankProfile,
  authorisation: Authorisation,
  decision: CustomerDecision,
): void => {
  if (decision.decision === 'cancel') {
    fail(world, authorisation)
    return
  }
  authorisation.customer = decision.customer ?? authorisation.customer ?? world.customersOf(profile)[0]
  authorisation.chosen = decision.accounts
  if (authorisation.approach === 'redirect' && profile.confirmsRedirect) authorisation.status = 'unconfirmed'
  else complete(world, authorisation, profile.multipleConsents)
}

/** Where the browser goes: the standard appends nothing; a bank that wants a confirmation hands over the code. */
export const wayBack = (profile: BankProfile, { status, redirectUri = '', nokRedirectUri }: Authorisation): string => {
  if (status === 'failed') return nokRedirectUri ?? redirectUri
  if (!profile.confirmsRedirect) return redirectUri
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}confirmationCode=${rehearsal.confirmationCode}`
}

const choices = (customers: readonly BankCustomer[]): string =>
  customers
    .map(
      ({ id, name, psuId }, at) =>
        `<label><input type="radio" name="customer" value="${id}" required${at === 0 ? ' checked' : ''}> ${escapeHtml(`${name} (${psuId})`)}</label>`,
    )
    .join('\n')

const accountBoxes = (customers: readonly BankCustomer[]): string =>
  customers
    .flatMap(({ accounts }) => accounts)
    .map(
      ({ key, iban, maskedPan, currency }) =>
        `<label><input type="checkbox" name="account" value="${key}" checked> ${escapeHtml(`${iban || maskedPan} (${currency})`)}</label>`,
    )
    .join('\n')

/** The page's form: who, which accounts where that is the customer's choice, and yes or no. */
export const decisionForm = (world: BerlinGroupWorld, profile: BankProfile, isChoice: boolean): string => {
  const customers = world.customersOf(profile)
  return `<form method="post"><fieldset><legend>Who are you?</legend>
${choices(customers)}</fieldset>
${isChoice ? `<fieldset><legend>Which accounts?</legend>${accountBoxes(customers)}</fieldset>` : ''}
<p><button class="main" type="submit" name="action" value="approve">Confirm</button>
<button type="submit" name="action" value="cancel" formnovalidate>Cancel</button></p></form>`
}

export const readDecision = (world: BerlinGroupWorld, profile: BankProfile, body: Buffer): CustomerDecision => {
  const form = new URLSearchParams(body.toString('utf8'))
  const customer = world.customersOf(profile).find(({ id }) => id === form.get('customer'))
  const accounts = form.has('account') ? form.getAll('account') : undefined
  return { decision: form.get('action') === 'approve' ? 'approve' : 'cancel', customer, accounts }
}

const titleOf = (world: BerlinGroupWorld, { subject }: Authorisation): string => {
  if (subject.type === 'payment') return 'Confirm a payment'
  const isFunds = world.state.consents.get(subject.id)?.kind === 'funds'
  return isFunds ? 'Agree to confirmations of funds' : 'Give access to your accounts'
}

export const isBankOffered = (world: BerlinGroupWorld, { subject }: Authorisation): boolean =>
  world.state.consents.get(subject.id)?.kind === 'bankOffered'

/** GET and POST of the page behind `scaRedirect`. */
export const scaPage =
  (world: BerlinGroupWorld) =>
  ({ profile, request, query }: PageCall): BankAnswer => {
    const authorisation = findOpen(world, profile.id, query.get('authorisation'))
    if (request.method === 'GET' && !world.state.modes.autoApprove) {
      return htmlAnswer(
        200,
        page(
          `${profile.name}: ${titleOf(world, authorisation)}`,
          decisionForm(world, profile, isBankOffered(world, authorisation)),
        ),
      )
    }
    const decision =
      request.method === 'GET'
        ? { decision: 'approve' as const, customer: undefined }
        : readDecision(world, profile, request.body)
    decide(world, profile, authorisation, decision)
    return redirectAnswer(wayBack(profile, authorisation))
  }
