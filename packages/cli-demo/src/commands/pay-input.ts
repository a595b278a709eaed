import {
  type Creditor,
  isIban,
  isLocalDate,
  type LocalDate,
  type Money,
  NostroError,
  normaliseIban,
  type Payment,
  type PaymentFrequency,
  parseDecimal,
} from '@nostro/core'

export const payKinds = ['single', 'instant', 'scheduled', 'periodic'] as const
export const frequencies: readonly PaymentFrequency[] = [
  'daily',
  'weekly',
  'every-two-weeks',
  'monthly',
  'every-two-months',
  'quarterly',
  'half-yearly',
  'yearly',
]

export interface PayInput {
  readonly kind: (typeof payKinds)[number]
  readonly amount: string
  readonly currency: string
  readonly creditorName?: string
  readonly creditorIban?: string
  readonly creditorEmail?: string
  readonly debtorIban?: string
  readonly debtorAccount?: string
  readonly remittance?: string
  readonly executionDate?: LocalDate
  readonly startDate?: LocalDate
  readonly endDate?: LocalDate
  readonly frequency?: PaymentFrequency
}

const usage = (message: string, hint: string): NostroError => new NostroError({ code: 'invalid_config', message, hint })

/** The payment that the options describe. @throws NostroError `invalid_config` naming the option, before anything is sent */
export const toPayment = (input: PayInput): Payment => {
  const transfer = {
    ...debtorOf(input),
    amount: amountOf(input),
    creditor: creditorOf(input),
    remittanceInformation: input.remittance,
  }
  refuseStrays(input)
  switch (input.kind) {
    case 'single':
    case 'instant':
      return { ...transfer, kind: input.kind }
    case 'scheduled':
      return {
        ...transfer,
        kind: 'scheduled',
        requestedExecutionDate: dayOf(input, 'executionDate', '--execution-date'),
      }
    case 'periodic':
      if (input.frequency === undefined) throw usage('--frequency is missing.', `Use one of ${frequencies.join(', ')}.`)
      return {
        ...transfer,
        kind: 'periodic',
        startDate: dayOf(input, 'startDate', '--start-date'),
        endDate: input.endDate === undefined ? undefined : dayOf(input, 'endDate', '--end-date'),
        frequency: input.frequency,
      }
  }
}

/** Exact, from the digits as they were typed. */
const amountOf = ({ amount, currency }: PayInput): Money => {
  if (!/^[A-Z]{3}$/.test(currency)) throw usage('--currency is wrong.', 'Write three capital letters, such as EUR.')
  if (!/^\d{1,14}(\.\d{1,3})?$/.test(amount) || parseDecimal(amount).unscaled <= 0n) {
    throw usage('--amount is wrong.', 'Write digits and a point, more than zero, such as 12.34.')
  }
  return { amount, currency }
}

const ibanOf = (text: string, option: string): string => {
  const iban = normaliseIban(text)
  if (isIban(iban)) return iban
  throw usage(`${option} is not an IBAN: its shape or its check digits are wrong.`, 'Compare it with the invoice.')
}

const creditorOf = ({ creditorName, creditorIban, creditorEmail }: PayInput): Creditor => {
  if ((creditorIban === undefined) === (creditorEmail === undefined)) {
    throw usage(
      'Whom to pay is not clear.',
      'Give --creditor-iban, or --creditor-email at a bank that knows e-mails: one of them.',
    )
  }
  const name = creditorName === undefined ? {} : { name: creditorName }
  if (creditorEmail !== undefined) return { ...name, email: creditorEmail }
  if (creditorName === undefined)
    throw usage('--creditor-name is missing.', 'A transfer to an IBAN wants the holder’s name.')
  return { ...name, iban: ibanOf(creditorIban ?? '', '--creditor-iban') }
}

const debtorOf = ({ debtorIban, debtorAccount }: PayInput): Pick<Payment, 'debtor'> =>
  debtorIban === undefined && debtorAccount === undefined
    ? {}
    : {
        debtor: {
          iban: debtorIban === undefined ? undefined : ibanOf(debtorIban, '--debtor-iban'),
          accountId: debtorAccount,
        },
      }

const dayOf = (input: PayInput, member: 'executionDate' | 'startDate' | 'endDate', option: string): LocalDate => {
  const day = input[member]
  if (day !== undefined && isLocalDate(day)) return day
  throw usage(`A ${input.kind} payment needs ${option}.`, 'Write a day as YYYY-MM-DD.')
}

const belongsTo = {
  executionDate: 'scheduled',
  startDate: 'periodic',
  endDate: 'periodic',
  frequency: 'periodic',
} as const

/** An option that would be dropped silently is a payment that is not the one that was meant. */
const refuseStrays = (input: PayInput): void => {
  for (const [member, kind] of Object.entries(belongsTo)) {
    if (input[member as keyof typeof belongsTo] === undefined || input.kind === kind) continue
    const option = `--${member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    throw usage(`${option} does not go with a ${input.kind} payment.`, `Leave it out, or add --kind ${kind}.`)
  }
}
