import { type Creditor, type CreditTransfer, NostroError, type Payment, type PaymentFrequency } from '@nostro/core'

/** Languages in which a payment can be shown. */
export type ApprovalLanguage = 'sv' | 'en'

interface Words {
  readonly title: Readonly<Record<Exclude<Payment['kind'], 'request'>, string>>
  readonly amount: string
  readonly to: string
  readonly account: string
  readonly address: string
  readonly bank: string
  readonly from: string
  readonly message: string
  readonly reference: string
  readonly endToEnd: string
  readonly day: string
  readonly first: string
  readonly last: string
  readonly untilCancelled: string
  readonly repeats: string
  readonly dayOfPeriod: string
  readonly closedDay: string
  readonly rule: Readonly<Record<'following' | 'preceding', string>>
  readonly transfer: string
  readonly every: Readonly<Record<PaymentFrequency, string>>
}

const words: Readonly<Record<ApprovalLanguage, Words>> = {
  sv: {
    title: {
      single: 'Godkänn betalning',
      instant: 'Godkänn direktbetalning',
      scheduled: 'Godkänn betalning på en bestämd dag',
      periodic: 'Godkänn återkommande betalning',
      bulk: 'Godkänn flera betalningar',
      draft: 'Godkänn utkast till betalningar',
    },
    amount: 'Belopp',
    to: 'Till',
    account: 'Konto',
    address: 'Adress',
    bank: 'BIC',
    from: 'Från konto',
    message: 'Meddelande',
    reference: 'Referens',
    endToEnd: 'Egen referens',
    day: 'Dag',
    first: 'Första dag',
    last: 'Sista dag',
    untilCancelled: 'tills vidare',
    repeats: 'Upprepas',
    dayOfPeriod: 'Dag i perioden',
    closedDay: 'På bankfri dag',
    rule: { following: 'nästa bankdag', preceding: 'föregående bankdag' },
    transfer: 'Betalning',
    every: {
      daily: 'varje dag',
      weekly: 'varje vecka',
      'every-two-weeks': 'varannan vecka',
      monthly: 'varje månad',
      'monthly-variable': 'varje månad, varierande dag',
      'every-two-months': 'varannan månad',
      quarterly: 'varje kvartal',
      'half-yearly': 'varje halvår',
      yearly: 'varje år',
    },
  },
  en: {
    title: {
      single: 'Approve payment',
      instant: 'Approve instant payment',
      scheduled: 'Approve payment on a given day',
      periodic: 'Approve recurring payment',
      bulk: 'Approve several payments',
      draft: 'Approve draft of payments',
    },
    amount: 'Amount',
    to: 'To',
    account: 'Account',
    address: 'Address',
    bank: 'BIC',
    from: 'From account',
    message: 'Message',
    reference: 'Reference',
    endToEnd: 'Own reference',
    day: 'Day',
    first: 'First day',
    last: 'Last day',
    untilCancelled: 'until cancelled',
    repeats: 'Repeats',
    dayOfPeriod: 'Day of the period',
    closedDay: 'On a closed day',
    rule: { following: 'next business day', preceding: 'previous business day' },
    transfer: 'Payment',
    every: {
      daily: 'every day',
      weekly: 'every week',
      'every-two-weeks': 'every two weeks',
      monthly: 'every month',
      'monthly-variable': 'every month, on a varying day',
      'every-two-months': 'every two months',
      quarterly: 'every quarter',
      'half-yearly': 'every half year',
      yearly: 'every year',
    },
  },
}

type Line = readonly [label: string, value: string | undefined, field: string]

/**
 * The payment as the person reads it in the app: whole accounts, every transfer. For the person's eyes and the
 * evidence only: it never goes into a log.
 * @throws NostroError `invalid_request` naming the field that cannot be shown as one line of text
 *
 * @example
 * const text = paymentText('ing', payment, 'en')
 */
export const paymentText = (bank: string, payment: Payment, language: ApprovalLanguage): string => {
  if (payment.kind === 'request') throw refuse('kind', 'a request for money is no payment')
  const say = words[language]
  const transfers: readonly CreditTransfer[] = 'payments' in payment ? payment.payments : [payment]
  refuseHidden(payment)
  if (transfers.length === 0) throw refuse('payments', 'there is none')
  const { debtor } = payment
  const head: readonly Line[] = [
    [say.from, debtor?.iban === undefined ? debtor?.accountId : grouped(debtor.iban), 'debtor'],
    ...timing(payment, say),
  ]
  const blocks = transfers.map((transfer, index) => {
    const heading = transfers.length === 1 ? [] : [`${say.transfer} ${index + 1}/${transfers.length}`]
    return [...heading, ...toLines(transferLines(transfer, say))].join('\n')
  })
  return [[`${say.title[payment.kind]} (${oneLine(bank, 'bank')})`, ...toLines(head)].join('\n'), ...blocks].join(
    '\n\n',
  )
}

/** What the contract of payments knows. Of it, `product` and the debtor's name and currency are signed unseen, by the digest. */
const paymentMembers: ReadonlySet<string> = new Set([
  ...['kind', 'debtor', 'product', 'payments', 'requestedExecutionDate', 'startDate', 'endDate', 'frequency'],
  ...['dayOfExecution', 'executionRule', 'amount', 'creditor'],
  ...['remittanceInformation', 'remittanceReference', 'endToEndId'],
])

/** A member that is not known cannot be shown, and might be sent all the same. */
const refuseHidden = (payment: object): void => {
  const transfers = 'payments' in payment && Array.isArray(payment.payments) ? (payment.payments as object[]) : []
  for (const part of [payment, ...transfers]) {
    const unknown = Object.entries(part).find(([name, value]) => value !== undefined && !paymentMembers.has(name))
    if (unknown !== undefined) throw refuse(unknown[0], 'it is no member of a payment, so nobody would see it')
  }
}

const timing = (payment: Payment, say: Words): readonly Line[] => {
  if (payment.kind === 'periodic') {
    return [
      [say.repeats, say.every[payment.frequency], 'frequency'],
      [
        say.dayOfPeriod,
        payment.dayOfExecution === undefined ? undefined : String(payment.dayOfExecution),
        'dayOfExecution',
      ],
      [
        say.closedDay,
        payment.executionRule === undefined ? undefined : say.rule[payment.executionRule],
        'executionRule',
      ],
      [say.first, payment.startDate, 'startDate'],
      [say.last, payment.endDate ?? say.untilCancelled, 'endDate'],
    ]
  }
  return 'requestedExecutionDate' in payment
    ? [[say.day, payment.requestedExecutionDate, 'requestedExecutionDate']]
    : []
}

const transferLines = (transfer: CreditTransfer, say: Words): readonly Line[] => {
  const { amount, creditor, remittanceInformation, remittanceReference, endToEndId } = transfer
  return [
    [say.amount, `${amount.amount} ${amount.currency}`, 'amount'],
    [say.to, creditor.name, 'creditor.name'],
    [say.account, accountOf(creditor), 'creditor'],
    [say.bank, creditor.bic, 'creditor.bic'],
    [say.address, addressOf(creditor), 'creditor.address'],
    [say.message, remittanceInformation, 'remittanceInformation'],
    [say.reference, remittanceReference, 'remittanceReference'],
    [say.endToEnd, endToEndId, 'endToEndId'],
  ]
}

const accountOf = ({ iban, bban, email, phone }: Creditor): string => {
  const parts = [iban === undefined ? undefined : grouped(iban), bban, email, phone].filter(
    (part) => part !== undefined,
  )
  if (parts.length === 0) throw refuse('creditor', 'it names no account')
  return parts.join(', ')
}

const addressOf = ({ address }: Creditor): string | undefined => {
  if (address === undefined) return undefined
  const { street, buildingNumber, postalCode, city, country } = address
  return [street, buildingNumber, postalCode, city, country].filter((part) => part !== undefined).join(' ')
}

const grouped = (iban: string): string => iban.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1 ')

const toLines = (lines: readonly Line[]): readonly string[] =>
  lines.flatMap(([label, value, field]) => (value === undefined ? [] : [`${label}: ${oneLine(value, field)}`]))

/** Line breaks could forge a line of ours, and marks of direction or without width could show another text. */
const oneLine = (value: string, field: string): string => {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(value)) {
    throw refuse(field, 'it has characters that cannot be shown faithfully, such as line breaks or invisible ones')
  }
  return value
}

const refuse = (field: string, why: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `The payment cannot be put before a person: \`${field}\`: ${why}.`,
    hint: `Correct \`${field}\`. Nobody was asked, and nothing was sent.`,
  })
