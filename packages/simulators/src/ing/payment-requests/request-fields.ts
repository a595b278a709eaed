import { parseJson } from '../parse-json.ts'
import { type FieldCheck, formatError, isJson, type Json, matching, object, oneOf } from '../pis/fields.ts'
import { refuse } from '../refusal.ts'

const YEAR_MS = 366 * 86_400_000

const text =
  (least: number, most: number): FieldCheck =>
  (value, path) => {
    if (typeof value !== 'string' || value.length < least || value.length > most) {
      formatError(63, path, `text of ${least} to ${most} characters`)
    }
  }

/** Amounts of this API are JSON numbers; cents are all that is read of them. */
const amount =
  (least: number, most: number): FieldCheck =>
  (value, path) => {
    const fits = typeof value === 'number' && value >= least && value <= most && /^\d+(\.\d{1,2})?$/.test(String(value))
    if (!fits) formatError(63, path, `a number of ${least} to ${most} with at most two decimals`)
  }

const money = object({ value: amount(0.01, 999_999_999), currency: oneOf('EUR') })

const variable = object(
  { suggestedValue: amount(0.01, 999_999_999), currency: oneOf('EUR') },
  { minimumValue: amount(0, 999_999_999), maximumValue: amount(0.01, 999_999_999) },
)

const count: FieldCheck = (value, path) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) formatError(63, path, 'a whole number from 1')
}

const instant: FieldCheck = (value, path) => {
  const fits = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
  if (!fits || Number.isNaN(Date.parse(value))) formatError(63, path, 'a date-time with a zone', value)
}

const https: FieldCheck = (value, path) => {
  if (typeof value !== 'string' || !URL.canParse(value) || !value.startsWith('https://')) {
    formatError(63, path, 'an https address', value)
  }
}

const creation = object(
  {
    description: text(1, 1024),
    purchaseId: matching(/^[A-Za-z0-9]{1,35}$/, '1 to 35 letters and digits'),
    validUntil: instant,
  },
  {
    fixedAmount: money,
    variableAmount: variable,
    maximumAllowedPayments: count,
    maximumReceivableAmount: money,
    returnUrl: https,
  },
)

const registration = object(
  {
    merchantId: matching(/^[0-9]{9}$/, 'nine digits'),
    merchantName: text(1, 70),
    merchantIBAN: matching(/^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$/, 'an IBAN'),
    dailyReceivableLimit: object({ value: amount(0.01, 50_000), currency: oneOf('EUR') }),
  },
  { merchantSubId: text(1, 6), allowIngAppPayments: oneOf('Y', 'N') },
)

export const parseBody = (body: Buffer): Json => {
  const reading = parseJson(body)
  if ('problem' in reading) return formatError(63, 'body', reading.problem)
  return isJson(reading.value) ? reading.value : formatError(63, 'body', 'must be a JSON object')
}

/** The fields of a new request for payment; when it ends comes with them. */
export const readCreation = (body: Buffer, now: number): { readonly fields: Json; readonly validUntil: number } => {
  const fields = parseBody(body)
  creation(fields, '')
  if ((fields['fixedAmount'] === undefined) === (fields['variableAmount'] === undefined)) {
    formatError(63, 'fixedAmount', 'exactly one of fixedAmount and variableAmount is expected')
  }
  const validUntil = Date.parse(String(fields['validUntil']))
  if (validUntil <= now || validUntil > now + YEAR_MS) {
    formatError(63, 'validUntil', 'must be in the future, at most a year ahead', fields['validUntil'])
  }
  return { fields, validUntil }
}

export const readRegistration = (body: Buffer): Json => {
  const fields = parseBody(body)
  registration(fields, '')
  return fields
}

export const notFound = (received: string): never =>
  refuse({
    row: 70,
    status: 404,
    text: 'Not found',
    code: 'NOT_FOUND',
    reason: 'There is none for this client',
    received,
  })
