import { findAspsp } from '../accounts/customers.ts'
import type { Aspsp, AuthMethod, PsuType } from '../aspsp.ts'
import { type Members, objectIn, oneOf, optionalObject, optionalText, textIn } from '../checks/fields.ts'
import { refuse, wrongParameters } from '../refusal.ts'
import type { Application } from '../state.ts'
import type { Login } from './login.ts'

/** Check 17: name and country of a bank that is there. */
const readAspsp = (body: Members): Aspsp => {
  const { name, country } = objectIn(body, 'aspsp')
  const aspsp = findAspsp(name, country)
  if (aspsp !== undefined) return aspsp
  const received = `${String(name)}, ${String(country)}`
  return refuse({
    row: 17,
    status: 422,
    error: 'WRONG_ASPSP_PROVIDED',
    reason: 'No bank has this name in this country',
    received,
  })
}

/** Check 18: compared exactly with the registered ones. */
const readRedirectUrl = (body: Members, application: Application): string => {
  const url = textIn(body, 'redirect_url')
  if (application.redirectUris.includes(url)) return url
  return refuse({
    row: 18,
    status: 422,
    error: 'REDIRECT_URI_NOT_ALLOWED',
    reason: 'The redirect URL is not registered',
    expected: application.redirectUris.join(', '),
    received: url,
  })
}

/** Check 19: needed where the bank serves both kinds. */
const readPsuType = (body: Members, aspsp: Aspsp): PsuType => {
  if (body['psu_type'] === undefined && aspsp.psuTypes.length > 1) {
    return wrongParameters(19, 'psu_type is needed, since the bank serves persons and companies')
  }
  const psuType = oneOf(body['psu_type'] ?? aspsp.psuTypes[0], ['personal', 'business'] as const, 'psu_type')
  if (aspsp.psuTypes.includes(psuType)) return psuType
  const sides = { expected: aspsp.psuTypes.join(', '), received: psuType }
  return wrongParameters(19, 'The bank does not serve this psu_type', sides)
}

/** Check 20: a method of the bank for this kind of customer. */
const readAuthMethod = (body: Members, aspsp: Aspsp, psuType: PsuType): AuthMethod => {
  const offered = aspsp.authMethods.filter((method) => method.psuType === psuType)
  const name = optionalText(body, 'auth_method')
  const found =
    name === undefined ? (offered[0] ?? aspsp.authMethods[0]) : offered.find((method) => method.name === name)
  if (found !== undefined) return found
  const expected = offered.map((method) => method.name).join(', ')
  return wrongParameters(20, 'The bank has no such auth_method', { expected, received: name })
}

/** Check 21: credentials go with a method, and have the forms that the bank asks for. */
const checkCredentials = (body: Members, method: AuthMethod): void => {
  const credentials = optionalObject(body, 'credentials')
  if (credentials === undefined) return
  const fail = (reason: string): never => refuse({ row: 21, status: 422, error: 'WRONG_CREDENTIALS_PROVIDED', reason })
  if (body['auth_method'] === undefined) fail('credentials are sent without auth_method')
  for (const [name, value] of Object.entries(credentials)) {
    const known = method.credentials?.find((credential) => credential.name === name)
    if (known === undefined) fail(`the method has no credential ${name}`)
    if (typeof value !== 'string' || !new RegExp(known?.template ?? '').test(value)) fail(`${name} has another form`)
  }
  for (const { name, required } of method.credentials ?? []) {
    if (required && credentials[name] === undefined) fail(`the credential ${name} is missing`)
  }
}

/** Checks 13 and 17 to 22, in this order. */
export const readLogin = (body: Members, application: Application): Login => {
  const aspsp = readAspsp(body)
  const state = textIn(body, 'state')
  const redirectUrl = readRedirectUrl(body, application)
  const psuType = readPsuType(body, aspsp)
  const authMethod = readAuthMethod(body, aspsp, psuType)
  checkCredentials(body, authMethod)
  const language = optionalText(body, 'language') ?? 'en'
  if (!/^[a-z]{2}$/.test(language)) {
    wrongParameters(22, 'language must be two small letters', { expected: '[a-z]{2}', received: language })
  }
  return { aspsp, psuType, authMethod, state, redirectUrl, language, psuId: optionalText(body, 'psu_id') }
}
