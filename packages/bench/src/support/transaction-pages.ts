/**
 * Listings as the banks send them: some different pages, repeated in turn, each time with another link to the next, and a last
 * one without a link.
 */
export interface Listing {
  /** The bytes of page `index` of so many; they hold until the next page is asked for. */
  page(index: number, pages: number): Buffer
  readonly perPage: number
}

const differentPages = 20

/** Stands in the links, and is overwritten with the page's number. */
const placeholder = '0000000000'

/** Ids have eight digits from here on: each entry of a listing has its own, as at the bank, or it would be taken for a repeated one. */
const firstId = 10_000_000

/** @param idMark what stands before the eight digits of an entry's id, and nowhere else */
const build = (perPage: number, idMark: string, toPage: (page: number, isLast: boolean) => unknown): Listing => {
  const encode = (value: unknown) => {
    const bytes = Buffer.from(JSON.stringify(value))
    const idsAt: number[] = []
    for (let at = bytes.indexOf(idMark); at !== -1; at = bytes.indexOf(idMark, at + 1)) idsAt.push(at + idMark.length)
    return { bytes, idsAt, linkAt: bytes.lastIndexOf(placeholder) }
  }
  const inner = Array.from({ length: differentPages }, (_, index) => encode(toPage(index, false)))
  const last = encode(toPage(differentPages, true))
  return {
    perPage,
    page: (index, pages) => {
      const isLast = index === pages - 1
      const { bytes, idsAt, linkAt } = (isLast ? undefined : inner[index % differentPages]) ?? last
      for (const [place, at] of idsAt.entries()) bytes.write(String(firstId + index * perPage + place), at)
      if (!isLast) bytes.write(String(index).padStart(placeholder.length, '0'), linkAt)
      return bytes
    },
  }
}

const day = (entry: number): string => `2024-0${1 + (entry % 9)}-${String(1 + (entry % 28)).padStart(2, '0')}`
const cents = (entry: number): number => 100 + ((entry * 7919) % 500_000)
const iban = (entry: number): string => `NL${String(10 + (entry % 89))}RABO${String(entry).padStart(10, '0')}`

/** bunq: 200 payments of about 1.6 kB each, amounts as text. */
export const bunqListing = (): Listing =>
  build(200, '"Payment":{"id":', (page, isLast) => ({
    Response: Array.from({ length: 200 }, (_, place) => ({ Payment: bunqPayment(page * 200 + place) })),
    Pagination: {
      future_url: null,
      newer_url: `/v1/user/1/monetary-account/2/payment?newer_id=1`,
      older_url: isLast ? null : `/v1/user/1/monetary-account/2/payment?older_id=${placeholder}`,
    },
  }))

const bunqLabel = (name: string, account: string) => ({
  iban: account,
  display_name: name,
  avatar: {
    uuid: 'a9a3b5cc-4f2c-4d7b-8a32-1f1c6fcd9b57',
    image: [
      {
        attachment_public_uuid: '53f1a2c9-3aa8-4e19-9d4f-6f2f7c8c5b10',
        height: 126,
        width: 126,
        content_type: 'image/png',
      },
    ],
    anchor_uuid: null,
  },
  label_user: { uuid: null, display_name: name, country: 'NL', avatar: null, public_nick_name: name },
  country: 'NL',
})

const bunqPayment = (entry: number) => ({
  id: firstId + entry,
  created: `${day(entry)} 12:34:56.789012`,
  updated: `${day(entry)} 12:34:56.789012`,
  monetary_account_id: 2,
  amount: { currency: 'EUR', value: `-${(cents(entry) / 100).toFixed(2)}` },
  description: `Invoice 2024-${entry}, customer 4711, thank you`,
  type: 'BUNQ',
  merchant_reference: null,
  alias: bunqLabel('A. van Dijk', 'NL69INGB0123456789'),
  counterparty_alias: bunqLabel(`Counterparty ${entry % 97} B.V.`, iban(entry)),
  attachment: [],
  geolocation: null,
  batch_id: null,
  scheduled_id: null,
  address_billing: null,
  address_shipping: null,
  sub_type: 'PAYMENT',
  request_reference_split_the_bill: [],
  balance_after_mutation: { currency: 'EUR', value: (cents(entry) / 10).toFixed(2) },
  payment_auto_allocate_instance: null,
  payment_suspended_outgoing: null,
})

/** ING: 500 booked entries of about 600 bytes each, amounts as JSON numbers. */
export const ingListing = (): Listing =>
  build(500, '"transactionId":"id-', (page, isLast) => ({
    account: { iban: 'NL69INGB0123456789', currency: 'EUR' },
    transactions: {
      booked: Array.from({ length: 500 }, (_, place) => ingEntry(page * 500 + place)),
      pending: [],
      info: [],
      _links: isLast ? {} : { next: { href: `/v3/accounts/450ffbb8/transactions?next=${placeholder}` } },
    },
  }))

const ingEntry = (entry: number) => ({
  transactionId: `id-${firstId + entry}`,
  endToEndId: `end-to-end-${entry}`,
  bookingDate: day(entry),
  valueDate: day(entry),
  executionDateTime: `${day(entry)}T12:34:56.789Z`,
  transactionAmount: { currency: 'EUR', amount: -cents(entry) / 100 },
  creditorName: `Counterparty ${entry % 97} B.V.`,
  creditorAccount: { iban: iban(entry) },
  transactionType: 'SEPA Credit Transfer',
  remittanceInformationUnstructured: `Invoice 2024-${entry}, customer 4711, thank you for your order of last week`,
  remittanceInformationStructured: { reference: `RF${entry}`, referenceType: 'SCOR', referenceIssuer: 'CUR' },
})
