import type { Aspsp, AuthMethod, Habits, PaymentTerms, PsuType } from './aspsp.ts'

const days = (count: number): number => count * 86_400

/** A bank without surprises. */
const plain: Habits = {
  maximumConsentSeconds: days(180),
  requiredPsuHeaders: [],
  failsWithPsuHeaders: false,
  failsWithDateTo: false,
  pageSize: 100,
  emptyFirstPages: 0,
  repeatsPage: false,
  refusesKeyWithStatus: false,
  references: 'lasting',
  transactionIds: 'lasting',
  historyDays: 730,
  freshHistory: { days: 730, minutes: 0 },
  periodError: 'with_date',
  pending: 'listed',
  pendingDates: 'value',
  textCompleteAfterHours: 0,
  oldestFirst: false,
  minusSigns: false,
  balances: ['CLBD', 'ITAV'],
  sharedIban: false,
  currencyUnknown: false,
  blockedSavings: false,
  ownSide: 'absent',
  technicalCardNames: false,
  furtherStatuses: false,
  renewalEndsOld: false,
}

const method = (name: string, approach: AuthMethod['approach'], psuType: PsuType = 'personal'): AuthMethod => ({
  name,
  title: name.replaceAll('_', ' '),
  psuType,
  approach,
  hidden: false,
})

const sepa = (more: Partial<PaymentTerms> = {}): PaymentTerms => ({
  paymentType: 'SEPA',
  psuTypes: ['personal', 'business'],
  debtorAccountRequired: false,
  creditorNameRequired: true,
  remittanceLines: 1,
  maxTransactions: 1,
  executionDateSupported: true,
  currencies: ['EUR'],
  finalSuccessfulStatuses: ['ACSC'],
  ...more,
})

const instant = sepa({ paymentType: 'INST_SEPA', executionDateSupported: false, finalSuccessfulStatuses: ['ACCC'] })

const bank = (
  identity: Pick<Aspsp, 'name' | 'country' | 'bic'> & Partial<Aspsp>,
  habits: Partial<Habits> = {},
): Aspsp => ({
  currency: 'EUR',
  psuTypes: ['personal'],
  authMethods: [method('redirect', 'REDIRECT')],
  beta: false,
  payments: [sepa()],
  ...identity,
  habits: { ...plain, ...habits },
})

/**
 * The simulated banks: real names, for the habit that users of the service reported under each. They say nothing of how
 * these banks answer today.
 */
export const aspsps: readonly Aspsp[] = [
  bank(
    {
      name: 'Nordea',
      country: 'FI',
      bic: 'NDEAFIHH',
      psuTypes: ['personal', 'business'],
      authMethods: [method('mobile', 'DECOUPLED'), method('business', 'REDIRECT', 'business')],
      payments: [sepa(), instant],
    },
    { requiredPsuHeaders: ['psu-ip-address', 'psu-user-agent'] },
  ),
  bank({ name: 'S-Pankki', country: 'FI', bic: 'SBANFIHH' }, { ownSide: 'holder', furtherStatuses: true }),
  bank({
    name: 'Mock ASPSP',
    country: 'FI',
    bic: 'MOCKFIHH',
    group: 'Mock',
    psuTypes: ['personal', 'business'],
    payments: [sepa(), instant, sepa({ paymentType: 'BULK_SEPA', maxTransactions: 100 })],
  }),
  bank(
    {
      name: 'Swedbank',
      country: 'SE',
      bic: 'SWEDSESS',
      currency: 'SEK',
      authMethods: [
        {
          ...method('bankid', 'DECOUPLED'),
          credentials: [{ name: 'userId', title: 'Personal number', required: true, template: '^[0-9]{12}$' }],
        },
      ],
      payments: [sepa({ paymentType: 'DOMESTIC_SE_GIRO', currencies: ['SEK'], debtorAccountRequired: true })],
    },
    { emptyFirstPages: 2, historyDays: 90, freshHistory: { days: 730, minutes: 60 }, renewalEndsOld: true },
  ),
  bank(
    { name: 'DNB', country: 'NO', bic: 'DNBANOKK', currency: 'NOK', payments: [] },
    { references: 'none', transactionIds: 'per_listing', textCompleteAfterHours: 24, oldestFirst: true },
  ),
  bank(
    { name: 'ING', country: 'NL', bic: 'INGBNL2A', psuTypes: ['personal', 'business'], payments: [sepa(), instant] },
    { references: 'positional', historyDays: 540, periodError: 'without_date', renewalEndsOld: true },
  ),
  bank(
    { name: 'Trade Republic', country: 'DE', bic: 'TRBKDEBB', payments: [] },
    {
      maximumConsentSeconds: 7_776_000,
      pageSize: 10_000,
      repeatsPage: true,
      refusesKeyWithStatus: true,
      references: 'none',
      transactionIds: 'none',
      pendingDates: 'transaction_only',
    },
  ),
  bank(
    { name: 'N26', country: 'DE', bic: 'NTSBDEB1', authMethods: [method('app', 'REDIRECT')] },
    { references: 'changing', historyDays: 90, periodError: 'period_invalid', pending: 'refused', balances: ['XPCD'] },
  ),
  bank(
    { name: 'Sparkasse', country: 'DE', bic: 'SOLADES1', authMethods: [method('pushtan', 'EMBEDDED')] },
    { references: 'zero_when_pending', maximumConsentSeconds: days(90), blockedSavings: true, minusSigns: true },
  ),
  bank(
    { name: 'Wise', country: 'BE', bic: 'TRWIBEB1', psuTypes: ['personal', 'business'], payments: [] },
    { sharedIban: true, technicalCardNames: true, ownSide: 'empty_name', balances: ['INFO'], pageSize: 25 },
  ),
  bank(
    { name: 'VDK bank', country: 'BE', bic: 'VDSPBE91', beta: true, payments: [] },
    { failsWithPsuHeaders: true, failsWithDateTo: true, currencyUnknown: true, pending: 'absent' },
  ),
]
