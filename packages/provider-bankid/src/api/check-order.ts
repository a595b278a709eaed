import { isIP } from 'node:net'
import { NostroError } from '@nostro/core'
import { isTwelveDigits } from '../personal-number/parse-personal-number.ts'
import { currencies } from './currencies.ts'
import { type OrderOperation, riskFlags } from './order-fields.ts'
import { simpleMarkdownFault } from './simple-markdown.ts'

interface Row {
  readonly visible: { readonly max: number; readonly required: boolean }
  readonly hidden: number
  readonly device: boolean
  readonly transaction: boolean
  readonly who: readonly ('endUserIp' | 'personalNumber' | 'callInitiator')[]
  readonly requirement: readonly string[]
}

const everyRequirement = ['pinCode', 'mrtd', 'cardReader', 'certificatePolicies', 'personalNumber', 'risk']
const phone = {
  hidden: 1_500,
  device: false,
  transaction: false,
  who: ['personalNumber', 'callInitiator'],
  requirement: ['pinCode', 'cardReader', 'certificatePolicies'],
} as const
const atDevice = { device: true, transaction: false, who: ['endUserIp'], requirement: everyRequirement } as const

/** Section 5: what each operation takes. Lengths are of the base64 text. */
const rows: Readonly<Record<OrderOperation, Row>> = {
  auth: { ...atDevice, visible: { max: 1_500, required: false }, hidden: 1_500 },
  sign: { ...atDevice, visible: { max: 40_000, required: true }, hidden: 200_000 },
  payment: { ...atDevice, visible: { max: 1_000, required: false }, hidden: 1_000, transaction: true },
  phoneAuth: { ...phone, visible: { max: 1_500, required: false } },
  phoneSign: { ...phone, visible: { max: 40_000, required: true }, hidden: 200_000 },
  otherPayment: {
    visible: { max: 1_000, required: false },
    hidden: 1_000,
    device: true,
    transaction: true,
    who: ['personalNumber'],
    requirement: everyRequirement.filter((name) => name !== 'personalNumber'),
  },
}

type Fields = Readonly<Record<string, unknown>>
type Environment = 'test' | 'production'

/** The value itself is never shown: it may be personal. */
const refuse = (field: string, allowed: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `BankID field \`${field}\` is not as BankID takes it: ${allowed}.`,
    hint: `Correct \`${field}\`. Nothing was sent.`,
    bankMessages: [],
  })

const need = (ok: boolean, field: string, allowed: string): void => {
  if (!ok) throw refuse(field, allowed)
}

/** @throws NostroError `invalid_request` naming the first wrong field and what is allowed; nothing was sent then */
export const checkOrder = (operation: OrderOperation, fields: Fields, environment: Environment): void => {
  const row = rows[operation]
  checkNames(row, fields)
  checkWho(row, fields)
  if (row.transaction) checkTransaction(fields)
  checkRequirement(row, fields['requirement'], environment)
  checkTexts(row, fields)
  if (row.device) checkDevice(fields)
}

const checkNames = (row: Row, fields: Fields): void => {
  const known = [
    ...row.who,
    'requirement',
    'userVisibleData',
    'userNonVisibleData',
    'userVisibleDataFormat',
    ...(row.device ? ['returnUrl', 'returnRisk', 'web', 'app'] : []),
    ...(row.transaction ? ['userVisibleTransaction', 'riskFlags'] : []),
  ]
  for (const name of Object.keys(fields)) need(known.includes(name), name, `this kind of order has ${known.join(', ')}`)
}

const checkWho = ({ who }: Row, fields: Fields): void => {
  const { endUserIp, personalNumber, callInitiator } = fields as Record<string, unknown>
  if (who.includes('endUserIp')) need(isAddress(endUserIp), 'endUserIp', 'an IPv4 or IPv6 address, no brackets or zone')
  if (who.includes('personalNumber')) need(isTwelveDigits(personalNumber), 'personalNumber', '12 digits')
  if (who.includes('callInitiator')) {
    need(callInitiator === 'user' || callInitiator === 'RP', 'callInitiator', '`user` or `RP`')
  }
}

const isAddress = (value: unknown): boolean => typeof value === 'string' && isIP(value) !== 0 && !value.includes('%')
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const hasLength = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && value.length >= min && value.length <= max

/** Characters, not UTF-16 units: a name may hold some beyond the basic plane. */
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '' && [...value].length <= 40

const checkTransaction = (fields: Fields): void => {
  const at = 'userVisibleTransaction'
  const transaction = fields[at]
  if (!isObject(transaction)) throw refuse(at, 'an object with transactionType and recipient')
  const { transactionType, recipient, money, riskWarning } = transaction as Record<string, unknown>
  const members = ['transactionType', 'recipient', 'money', 'riskWarning']
  for (const name of Object.keys(transaction))
    need(members.includes(name), `${at}.${name}`, `it has ${members.join(', ')}`)
  need(transactionType === 'card' || transactionType === 'npa', `${at}.transactionType`, '`card` or `npa`')
  need(isObject(recipient) && isName(recipient['name']), `${at}.recipient.name`, '1 to 40 characters')
  if (money !== undefined) checkMoney(money, transactionType, `${at}.money`)
  need(riskWarning === undefined || hasLength(riskWarning, 1, 256), `${at}.riskWarning`, 'a short text')
  const flags = fields['riskFlags']
  const areKnown = Array.isArray(flags) && flags.every((flag) => (riskFlags as readonly unknown[]).includes(flag))
  need(flags === undefined || areKnown, 'riskFlags', `a list of ${riskFlags.join(', ')}`)
}

const checkMoney = (money: unknown, type: unknown, at: string): void => {
  need(type !== 'npa', at, 'no money where transactionType is `npa`')
  const { amount, currency } = (isObject(money) ? money : {}) as Record<string, unknown>
  const isAmount = hasLength(amount, 1, 48) && /^\d+(,\d+)?$/.test(amount)
  need(isAmount, `${at}.amount`, 'digits with at most one comma, such as `1000,00`; at most 48 characters')
  need(
    typeof currency === 'string' && currencies.has(currency),
    `${at}.currency`,
    'a currency of ISO 4217, such as `SEK`',
  )
}

/** Section 13: what belongs to the other environment, and Nordea's own policy, which is no longer taken as a choice. */
const foreignPolicies: Readonly<Record<Environment, readonly string[]>> = {
  production: ['1.2.3.4.', '1.2.752.60.'],
  test: ['1.2.752.78.'],
}
const withdrawnPolicy = '1.2.752.71.1.3'

const isPolicy = (value: unknown, environment: Environment): boolean =>
  typeof value === 'string' &&
  /^[0-2](\.(0|[1-9]\d*))+$|^[0-2](\.(0|[1-9]\d*)){3,}\.\*$/.test(value) &&
  value !== withdrawnPolicy &&
  !foreignPolicies[environment].some((arcs) => value.startsWith(arcs))

const checkRequirement = (row: Row, requirement: unknown, environment: Environment): void => {
  if (requirement === undefined) return
  if (!isObject(requirement)) throw refuse('requirement', 'an object')
  for (const [name, value] of Object.entries(requirement)) {
    const field = `requirement.${name}`
    need(row.requirement.includes(name), field, `a requirement of this order has ${row.requirement.join(', ')}`)
    if (value === undefined) continue
    if (name === 'pinCode' || name === 'mrtd') need(typeof value === 'boolean', field, 'true or false')
    if (name === 'cardReader') need(value === 'class1' || value === 'class2', field, '`class1` or `class2`')
    if (name === 'personalNumber') need(isTwelveDigits(value), field, '12 digits')
    if (name === 'risk') need(value === 'low' || value === 'moderate', field, '`low` or `moderate`')
    if (name === 'certificatePolicies') {
      const legal = Array.isArray(value) && value.length > 0 && value.every((item) => isPolicy(item, environment))
      need(
        legal,
        field,
        `a list of OIDs, none of them of another environment, “*” only at the end, from the fifth arc on`,
      )
    }
  }
}

const isBase64 = (value: string): boolean => Buffer.from(value, 'base64').toString('base64') === value
const decode = (value: string): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, 'base64'))
  } catch {
    return undefined
  }
}

const checkTexts = ({ visible, hidden, transaction }: Row, fields: Fields): void => {
  const {
    userVisibleData: shown,
    userNonVisibleData: unseen,
    userVisibleDataFormat: format,
  } = fields as Record<string, unknown>
  need(shown !== undefined || !visible.required, 'userVisibleData', 'it is required')
  if (shown !== undefined) {
    const allowed = `padded base64 of UTF-8, 1 to ${visible.max} characters after encoding`
    need(hasLength(shown, 1, visible.max) && isBase64(shown) && decode(shown) !== undefined, 'userVisibleData', allowed)
  }
  if (unseen !== undefined) {
    const allowed = `padded base64, 1 to ${hidden} characters after encoding`
    need(hasLength(unseen, 1, hidden) && isBase64(unseen), 'userNonVisibleData', allowed)
    need(!transaction || shown !== undefined, 'userNonVisibleData', 'in payments only together with userVisibleData')
  }
  const isFormat = format === undefined || format === 'plaintext' || format === 'simpleMarkdownV1'
  need(isFormat, 'userVisibleDataFormat', '`plaintext` or `simpleMarkdownV1`')
  if (format !== 'simpleMarkdownV1' || typeof shown !== 'string') return
  const fault = simpleMarkdownFault(decode(shown) ?? '')
  if (fault !== undefined)
    throw refuse('userVisibleData', `simpleMarkdownV1, line ${fault.line}, column ${fault.column}: ${fault.reason}`)
}

const deviceLimits: Readonly<Record<'web' | 'app', Readonly<Record<string, readonly [number, number]>>>> = {
  web: { referringDomain: [3, 253], userAgent: [1, 256], deviceIdentifier: [1, 64] },
  app: { appIdentifier: [1, 256], deviceOS: [1, 256], deviceModelName: [1, 256], deviceIdentifier: [1, 64] },
}

const checkDevice = (fields: Fields): void => {
  const { returnUrl, returnRisk, web, app } = fields as Record<string, unknown>
  const isUrl = returnUrl === undefined || (hasLength(returnUrl, 1, 512) && URL.canParse(returnUrl))
  need(isUrl, 'returnUrl', 'an absolute URL of 1 to 512 characters')
  need(returnRisk === undefined || typeof returnRisk === 'boolean', 'returnRisk', 'true or false')
  need(web === undefined || app === undefined, 'app', '`web` or `app`, never both')
  for (const [name, device] of Object.entries({ web, app })) {
    if (device === undefined) continue
    const limits = deviceLimits[name as 'web' | 'app']
    const names = Object.keys(limits).join(', ')
    if (!isObject(device) || Object.keys(device).length === 0) throw refuse(name, `at least one of ${names}`)
    for (const [member, value] of Object.entries(device)) {
      const [min, max] = Object.hasOwn(limits, member) ? (limits[member] ?? [1, 0]) : [1, 0]
      const allowed = max === 0 ? `${name} has ${names}` : `${min} to ${max} characters`
      need(hasLength(value, min, max), `${name}.${member}`, allowed)
      if (member === 'referringDomain') {
        need(/^[a-z0-9.-]+$/.test(String(value)), `${name}.${member}`, 'a-z, 0-9, “.” and “-” (IDN as punycode)')
      }
    }
  }
}
