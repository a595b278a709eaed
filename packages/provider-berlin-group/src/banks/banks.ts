import { type BankProfile, type BankRow, bankProfileSchema } from './bank-profile.ts'

/** Published clients of these banks: facts alone were taken. What a bank says itself is cited before them, and goes before them. */
const clientSources =
  'Clients published in 2023 (https://github.com/roodje/bespoke-providers) and 2022 (https://github.com/sidde7r/tink-backend-aggregation)'
const adapterSources =
  'Adapters and recorded sandbox exchanges of 2020 and 2021 (https://github.com/adorsys/xs2a-adapter)'

/** The bank's own page, and what others found. */
const sourcesOf = (page: string | undefined, others: string): string =>
  page === undefined ? others : `The documentation of the bank (${page}). ${others}`

interface Page {
  /** The bank's own page for developers, where one was found. */
  readonly page?: string | undefined
}

const sepaProducts = {
  sepa: 'sepa-credit-transfers',
  instant: 'instant-sepa-credit-transfers',
  'cross-border': 'cross-border-credit-transfers',
  'target-2': 'target-2-payments',
} as const

const sepaKinds: BankRow['paymentKinds'] = ['single', 'instant', 'scheduled', 'periodic', 'bulk']

/** The family of XS2A Developers: OAuth tied to the consent, no identification beforehand. */
const developers = ({
  page,
  ...row
}: Pick<BankRow, 'id' | 'name' | 'country' | 'bic' | 'baseUrl'> & Page & Partial<BankRow>): BankRow => ({
  source: sourcesOf(page, clientSources),
  checked: page === undefined ? '2023' : '2026-11',
  tried: 'untried',
  prefixes: { consents: '/berlingroup/v1', accounts: '/berlingroup/v1', payments: '/berlingroup/v1' },
  consentKinds: ['global'],
  maxValidityDays: 180,
  psuId: 'never',
  oauth: {},
  products: sepaProducts,
  paymentKinds: sepaKinds,
  ...row,
})

/**
 * The Spanish hub: a token before the consent, messages signed with the subject's name. Each bank has its page there. The host of
 * the authorisation server is the one that the page of BBVA names.
 */
const redsys = (
  row: Pick<BankRow, 'id' | 'name' | 'bic' | 'maxValidityDays'> & {
    readonly aspsp: string
    /** The name of its page. */
    readonly node: string
    readonly version: 'v1' | 'v1.1'
  },
): BankRow => ({
  id: row.id,
  name: row.name,
  bic: row.bic,
  country: 'ES',
  baseUrl: `https://psd2.redsys.es/api-entrada-xs2a/services/${row.aspsp}`,
  prefixes: { consents: `/${row.version}`, accounts: `/${row.version}`, payments: `/${row.version}` },
  source: `The bank’s page on the platform (https://market.apis-i.redsys.es/psd2/xs2a/nodos/${row.node}). ${clientSources}`,
  checked: '2026-11',
  tried: 'untried',
  consentKinds: ['global'],
  maxValidityDays: row.maxValidityDays,
  oauth: {
    preStep: true,
    authorizeUrl: `https://hubpsd2.redsys.es/api-oauth-xs2a/services/rest/${row.aspsp}/authorize`,
    tokenUrl: `https://hubpsd2.redsys.es/api-oauth-xs2a/services/rest/${row.aspsp}/token`,
    accountsScope: 'AIS',
    paymentsScope: 'PIS',
  },
  extraHeaders: ['x-ibm-client-id'],
  signature: {
    serial: 'decimal',
    name: 'subject',
    blanks: 'removed',
    algorithm: 'SHA-256',
    headers: ['digest', 'x-request-id', 'tpp-redirect-uri'],
  },
  products: sepaProducts,
  paymentKinds: ['single', 'instant'],
})

const deutscheGroup = (
  row: Pick<BankRow, 'id' | 'name' | 'bic' | 'psuIdType'> & { readonly entity: string },
): BankRow => ({
  id: row.id,
  name: row.name,
  bic: row.bic,
  psuIdType: row.psuIdType,
  country: 'DE',
  baseUrl: 'https://xs2a.db.com',
  prefixes: {
    consents: `/ais/DE/${row.entity}/v1`,
    accounts: `/ais/DE/${row.entity}/v1`,
    payments: `/pis/DE/${row.entity}/v1`,
  },
  // The page names one entry for all legal entities of the bank; the documentation itself is given on request.
  source: sourcesOf('https://www.deutsche-bank.de/pk/lp/xs2a/psd2-faq.standalone2.html', adapterSources),
  checked: '2021',
  tried: 'untried',
  consentKinds: ['dedicated', 'global'],
  maxValidityDays: 180,
  psuId: 'required',
  positiveDebits: true,
  products: sepaProducts,
  paymentKinds: ['single', 'instant', 'scheduled'],
})

const rows: readonly BankRow[] = [
  developers({
    id: 'commerzbank',
    name: 'Commerzbank',
    country: 'DE',
    bic: 'COBADEFF',
    baseUrl: 'https://psd2.api.commerzbank.com',
    page: 'https://psd2.developer.commerzbank.com/content/howto/specific-implementation',
    psuId: 'optional',
    psuIdType: 'retail',
  }),
  developers({
    id: 'comdirect',
    name: 'comdirect',
    country: 'DE',
    bic: 'COBADEHD',
    baseUrl: 'https://xs2a-api.comdirect.de',
    page: 'https://xs2a-developer.comdirect.de/node?page=2',
    psuId: 'optional',
    psuIdType: 'retail',
  }),
  developers({
    id: 'keytrade',
    name: 'Keytrade Bank',
    country: 'BE',
    bic: 'KEYTBEBB',
    baseUrl: 'https://psd2.api.keytradebank.be',
    page: 'https://developer.keytradebank.be/content/howto/specific-implementation',
  }),
  developers({
    id: 'crelan',
    name: 'Crelan',
    country: 'BE',
    bic: 'NICABEBB',
    baseUrl: 'https://psd2.api.crelan.be',
    page: 'https://developer.crelan.be/documentation',
  }),
  developers({ id: 'vdk', name: 'VDK bank', country: 'BE', bic: 'VDSPBE91', baseUrl: 'https://psd2.api.vdk.be' }),
  redsys({
    id: 'bbva-es',
    name: 'BBVA',
    bic: 'BBVAESMM',
    aspsp: 'BBVA',
    node: 'bbva',
    version: 'v1.1',
    maxValidityDays: 180,
  }),
  redsys({
    id: 'caixabank',
    name: 'CaixaBank',
    bic: 'CAIXESBB',
    aspsp: 'caixabank',
    node: 'caixabank',
    version: 'v1.1',
    maxValidityDays: 180,
  }),
  redsys({
    id: 'bankinter',
    name: 'Bankinter',
    bic: 'BKBKESMM',
    aspsp: 'bankinter',
    node: 'bankinter',
    version: 'v1',
    maxValidityDays: 90,
  }),
  redsys({
    id: 'sabadell',
    name: 'Banco Sabadell',
    bic: 'BSABESBB',
    aspsp: 'BancSabadell',
    node: 'sabadell',
    version: 'v1.1',
    maxValidityDays: 180,
  }),
  deutscheGroup({ id: 'deutsche-bank', name: 'Deutsche Bank', bic: 'DEUTDEFF', entity: 'DB', psuIdType: 'DE_ONLB_DB' }),
  deutscheGroup({ id: 'postbank', name: 'Postbank', bic: 'PBNKDEFF', entity: 'Postbank', psuIdType: 'DE_ONLB_POBA' }),
  deutscheGroup({ id: 'norisbank', name: 'norisbank', bic: 'NORSDE51', entity: 'Noris', psuIdType: 'DE_ONLB_NORIS' }),
  {
    id: 'n26',
    name: 'N26',
    country: 'DE',
    bic: 'NTSBDEB1',
    baseUrl: 'https://xs2a.tech26.de',
    source: 'The documentation of the bank itself (https://github.com/n26/psd2-tpp-docs)',
    checked: '2026-03',
    tried: 'untried',
    consentKinds: ['global', 'bankOffered'],
    maxValidityDays: 180,
    prefersRedirect: false,
    bookingStatus: 'booked',
    oauth: {
      preStep: true,
      authorizeUrl: 'https://xs2a.tech26.de/oauth2/authorize',
      tokenUrl: 'https://xs2a.tech26.de/oauth2/token?role=DEDICATED_AISP',
      accountsScope: 'DEDICATED_AISP',
      paymentsScope: 'DEDICATED_PISP',
    },
    products: { sepa: 'sepa-credit-transfers', instant: 'instant-sepa-credit-transfers' },
    paymentKinds: ['single', 'instant', 'scheduled', 'periodic'],
  },
  {
    id: 'unicredit-de',
    name: 'HypoVereinsbank',
    country: 'DE',
    bic: 'HYVEDEMM',
    baseUrl: 'https://api.unicredit.eu',
    prefixes: { consents: '/hydrogen/v1', accounts: '/hydrogen/v1', payments: '/hydrogen/v1' },
    source: sourcesOf('https://developer.unicredit.eu/support/faq', adapterSources),
    checked: '2021',
    tried: 'untried',
    consentKinds: ['global', 'dedicated'],
    maxValidityDays: 180,
    psuIdType: 'HVB_ONLINEBANKING',
    positiveDebits: true,
    products: sepaProducts,
    paymentKinds: ['single', 'instant'],
  },
  {
    id: 'raiffeisen-at',
    name: 'Raiffeisen (Austria)',
    country: 'AT',
    bic: 'RZOOAT2L',
    baseUrl: 'https://psd2.raiffeisen.at/api/psd2-xs2a/rest',
    source: sourcesOf('https://developer.raiffeisen.at/en/faq.html', clientSources),
    checked: '2023',
    tried: 'untried',
    consentKinds: ['global', 'dedicated'],
    maxValidityDays: 180,
    products: sepaProducts,
    paymentKinds: ['single', 'instant', 'scheduled'],
  },
]

/** The known banks, each checked by the schema when the list is read. None was ever tried against the bank: see `tried`. */
export const banks: readonly BankProfile[] = rows.map((row) => bankProfileSchema.parse(row))
