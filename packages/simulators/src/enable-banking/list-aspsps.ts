import type { BankAnswer } from '../http/bank-handler.ts'
import { jsonAnswer } from './answers.ts'
import type { Aspsp, AuthMethod, PaymentTerms } from './aspsp.ts'
import { aspsps } from './aspsps.ts'
import { oneOf } from './checks/fields.ts'
import { wrongParameters } from './refusal.ts'
import type { ApiCall } from './route.ts'
import type { EnableBankingWorld } from './world.ts'

const methodWire = ({ name, title, psuType, approach, hidden, credentials }: AuthMethod) => ({
  name,
  title,
  psu_type: psuType,
  approach,
  hidden_method: hidden,
  credentials:
    credentials?.map((credential) => ({ ...credential, description: null, template: credential.template ?? null })) ??
    null,
})

const paymentWire = (terms: PaymentTerms) => ({
  payment_type: terms.paymentType,
  psu_type: terms.psuTypes[0],
  debtor_account_required: terms.debtorAccountRequired,
  creditor_name_required: terms.creditorNameRequired,
  remittance_information_lines: terms.remittanceLines,
  max_transactions: terms.maxTransactions,
  requested_execution_date_supported: terms.executionDateSupported,
  currencies: terms.currencies,
  final_successful_statuses: terms.finalSuccessfulStatuses,
})

const aspspWire = (world: EnableBankingWorld, aspsp: Aspsp) => ({
  name: aspsp.name,
  country: aspsp.country,
  logo: `https://enablebanking.com/brands/${aspsp.country}/${encodeURIComponent(aspsp.name)}/`,
  psu_types: aspsp.psuTypes,
  auth_methods: aspsp.authMethods.map(methodWire),
  maximum_consent_validity: aspsp.habits.maximumConsentSeconds,
  ...(world.context.environment === 'sandbox'
    ? { sandbox: { users: [{ username: 'customer', password: '12345678', otp: '123456' }] } }
    : {}),
  beta: aspsp.beta,
  bic: aspsp.bic,
  required_psu_headers: aspsp.habits.requiredPsuHeaders,
  payments: aspsp.payments.map(paymentWire),
  group: aspsp.group === undefined ? null : { name: aspsp.group, logo: '' },
})

/** GET /aspsps, narrowed by country, kind of customer, service and type of payment. */
export const listAspsps =
  (world: EnableBankingWorld) =>
  ({ query }: ApiCall): BankAnswer => {
    const [country, psuType, service, paymentType] = ['country', 'psu_type', 'service', 'payment_type'].map(
      (name) => query.get(name) ?? undefined,
    )
    if (country !== undefined && !/^[A-Z]{2}$/.test(country)) {
      wrongParameters(13, 'country must be two capital letters', { expected: '[A-Z]{2}', received: country })
    }
    if (psuType !== undefined) oneOf(psuType, ['personal', 'business'], 'psu_type')
    if (service !== undefined) oneOf(service, ['AIS', 'PIS'], 'service')
    const found = aspsps.filter(
      (aspsp) =>
        (country === undefined || aspsp.country === country) &&
        (psuType === undefined || aspsp.psuTypes.some((each) => each === psuType)) &&
        (service !== 'PIS' || aspsp.payments.length > 0) &&
        (paymentType === undefined || aspsp.payments.some((terms) => terms.paymentType === paymentType)),
    )
    return jsonAnswer(200, { aspsps: found.map((aspsp) => aspspWire(world, aspsp)) })
  }

/** GET /application. */
export const showApplication =
  (world: EnableBankingWorld) =>
  ({ application }: ApiCall): BankAnswer =>
    jsonAnswer(200, {
      name: application.name,
      description: null,
      kid: application.kid,
      environment: world.context.environment === 'sandbox' ? 'SANDBOX' : 'PRODUCTION',
      redirect_urls: application.redirectUris,
      active: application.active,
      countries: [...new Set(aspsps.map(({ country }) => country))],
      services: application.services,
    })
