import { type CallContext, type Challenge, NostroError } from '@nostro/core'
import { type AuthFields, encodeText, type Requirement, type SignFields } from '../api/order-fields.ts'
import type { FollowOptions } from './follow-order.ts'
import type { OrderSituation, Orders } from './orders.ts'

/** A login with BankID. Everything but `endUserIp` may be left out. */
export interface LoginOptions extends FollowOptions {
  /** The person's address as your service sees it, not a proxy's: IPv4 or IPv6. The provider's own option when absent. */
  readonly endUserIp?: string | undefined
  /** A text to be shown in the app: at most 1,500 characters after base64 for a login, 40,000 for a signature. */
  readonly text?: string | undefined
  /** `markdown`: the text is simpleMarkdownV1. Plain by default. */
  readonly format?: 'plain' | 'markdown' | undefined
  /** Signed along without being shown. */
  readonly hiddenData?: Uint8Array | undefined
  /** 12 digits: only this person may finish. */
  readonly personalNumber?: string | undefined
  readonly requirement?: Requirement | undefined
  /** The app is started on this device, by `launchUrl`; otherwise the person scans the QR code. Chooses texts. */
  readonly sameDevice?: boolean | undefined
  /** The person looks at a phone or tablet rather than a computer. Chooses texts. */
  readonly mobile?: boolean | undefined
  /** Where the app sends the person back (`createReturnUrl`). */
  readonly returnUrl?: string | undefined
  readonly returnRisk?: boolean | undefined
  /** Device data: `web` or `app`, never both. */
  readonly web?: AuthFields['web'] | undefined
  readonly app?: AuthFields['app'] | undefined
}

/** A text to be signed with BankID. */
export interface SignOptions extends LoginOptions {
  readonly text: string
}

const known: ReadonlySet<string> = new Set<keyof LoginOptions>([
  'endUserIp',
  'text',
  'format',
  'hiddenData',
  'personalNumber',
  'requirement',
  'sameDevice',
  'mobile',
  'returnUrl',
  'returnRisk',
  'web',
  'app',
  'language',
  'renew',
  'signal',
])

export interface LoginParts {
  readonly orders: Orders
  endUserIp(ctx?: CallContext): string
}

/**
 * Starts the order of a login or a signature.
 * @throws NostroError `invalid_request` naming the option or field that is wrong; nothing was sent then
 */
export const startLogin = async (
  { orders, endUserIp }: LoginParts,
  operation: 'auth' | 'sign',
  options: LoginOptions,
  ctx: CallContext,
): Promise<Challenge> => {
  refuseUnknown(operation, options)
  const { sameDevice = false, mobile = false } = options
  const situation: OrderSituation = { qr: !sameDevice, mobile }
  const fields = toFields(options, options.endUserIp ?? endUserIp(ctx))
  return operation === 'auth'
    ? orders.start('auth', fields, situation, ctx)
    : orders.start('sign', fields as SignFields, situation, ctx)
}

const toFields = (options: LoginOptions, endUserIp: string): AuthFields => {
  const { text, format, hiddenData, personalNumber, requirement, returnUrl, returnRisk, web, app } = options
  const required = personalNumber === undefined ? requirement : { ...requirement, personalNumber }
  return {
    endUserIp,
    userVisibleData: text === undefined ? undefined : encodeText(text),
    userVisibleDataFormat: format === 'markdown' ? 'simpleMarkdownV1' : undefined,
    userNonVisibleData: hiddenData === undefined ? undefined : Buffer.from(hiddenData).toString('base64'),
    requirement: required,
    returnUrl,
    returnRisk,
    web,
    app,
  }
}

const refuseUnknown = (operation: 'auth' | 'sign', options: LoginOptions): void => {
  const call = operation === 'auth' ? 'login' : 'sign'
  const unknown = Object.keys(options).find((name) => !known.has(name))
  if (unknown !== undefined)
    throw wrong(`${call}: there is no option \`${unknown}\`.`, `Choose from ${[...known].join(', ')}.`)
  const { text, hiddenData } = options
  if (text !== undefined && typeof text !== 'string') throw wrong(`${call}: \`text\` is not a text.`, 'Give a string.')
  if (operation === 'sign' && (text === undefined || text === '')) {
    throw wrong('sign: `text` is missing.', 'Give the text that the person signs.')
  }
  if (hiddenData !== undefined && !(hiddenData instanceof Uint8Array)) {
    throw wrong(`${call}: \`hiddenData\` are not bytes.`, 'Give a Uint8Array, such as Buffer.from(text).')
  }
}

const wrong = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'bankid', message, hint: `${hint} Nothing was sent.` })
