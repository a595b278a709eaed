import { invalidParameters, type Refusal } from '../answers.ts'
import { isObject } from '../strict-json.ts'
import { describe, type FieldCheck } from './field-check.ts'

/** A11: absolute, of any scheme, since apps use their own. */
export const returnUrlIsAbsolute: FieldCheck = ({ body, endpoint }) => {
  const value = body['returnUrl']
  if (value === undefined || !endpoint.fields.includes('returnUrl')) return undefined
  const legal = typeof value === 'string' && value.length >= 1 && value.length <= 512 && URL.canParse(value)
  if (legal) return undefined
  return invalidParameters('A11', 'Invalid returnUrl', {
    reason: 'returnUrl is not an absolute URL of at most 512 characters',
    expected: 'an absolute URL, 1 to 512 characters',
    received: describe(value),
  })
}

const invalid = (check: string, reason: string, expected: string, value: unknown): Refusal =>
  invalidParameters(check, 'Invalid request', { reason, expected, received: describe(value) })

/** A12. */
export const returnRiskIsBoolean: FieldCheck = ({ body, endpoint }) => {
  const value = body['returnRisk']
  if (value === undefined || typeof value === 'boolean' || !endpoint.fields.includes('returnRisk')) return undefined
  return invalid('A12', 'returnRisk is not a boolean', 'true or false', value)
}

const between = (min: number, max: number) => (value: string) => value.length >= min && value.length <= max

const deviceMembers: Readonly<Record<'web' | 'app', Readonly<Record<string, (value: string) => boolean>>>> = {
  web: {
    referringDomain: (value) => between(3, 253)(value) && /^[a-z0-9.-]+$/.test(value),
    userAgent: between(1, 256),
    deviceIdentifier: between(1, 64),
  },
  app: {
    appIdentifier: between(1, 256),
    deviceOS: between(1, 256),
    deviceModelName: between(1, 256),
    deviceIdentifier: between(1, 64),
  },
}

const wrongDevice = (name: 'web' | 'app', value: unknown, lenient: boolean): Refusal | undefined => {
  const members = deviceMembers[name]
  const expected = `at least one of ${Object.keys(members).join(', ')} within its limits`
  if (!isObject(value) || Object.keys(value).length === 0) {
    return invalid('A13', `${name} is not an object with members`, expected, value)
  }
  for (const [member, content] of Object.entries(value)) {
    const accepts = Object.hasOwn(members, member) ? members[member] : undefined
    if (accepts === undefined && lenient) continue
    if (accepts !== undefined && typeof content === 'string' && accepts(content)) continue
    return invalid('A13', `${name}.${member} is unknown or outside its limits`, expected, content)
  }
  return undefined
}

/** A13: the device that the order was started from, as web page or as app, never both. */
export const deviceIsLegal: FieldCheck = ({ body, endpoint, settings }) => {
  const { web, app } = { web: body['web'], app: body['app'] }
  if (!endpoint.fields.includes('web')) return undefined
  if (web !== undefined && app !== undefined) {
    return invalid('A13', 'web and app exclude each other', 'web or app', Object.keys(body))
  }
  if (web !== undefined) return wrongDevice('web', web, settings.lenientProperties)
  return app === undefined ? undefined : wrongDevice('app', app, settings.lenientProperties)
}

/** The rows on URLs and device data. */
export const deviceChecks: readonly FieldCheck[] = [returnUrlIsAbsolute, returnRiskIsBoolean, deviceIsLegal]
