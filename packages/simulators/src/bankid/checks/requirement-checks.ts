import { invalidParameters, type Refusal } from '../answers.ts'
import { isPolicyChoice } from '../policies.ts'
import { isObject, type JsonObject } from '../strict-json.ts'
import { type CheckedRequest, type FieldCheck, show, strangers } from './field-check.ts'

const invalid = (check: string, reason: string, expected: string, value: unknown): Refusal =>
  invalidParameters(check, 'Invalid requirement', { reason, expected, received: show(value) })

interface Member {
  readonly expected: string
  readonly accepts: (value: unknown, request: CheckedRequest) => boolean
}

const flag: Member = { expected: 'a boolean', accepts: (value) => typeof value === 'boolean' }

const oneOf = (...values: readonly string[]): Member => ({
  expected: values.join(' or '),
  accepts: (value) => typeof value === 'string' && values.includes(value),
})

const risk = oneOf('low', 'moderate')

/** Everything but the personal number, which is judged much earlier. */
const members: Readonly<Record<string, Member>> = {
  pinCode: flag,
  mrtd: flag,
  cardReader: oneOf('class1', 'class2'),
  certificatePolicies: {
    expected: 'a non-empty array of OIDs of this environment, a wildcard from the fifth arc on',
    accepts: (value, { environment }) =>
      Array.isArray(value) && value.length > 0 && value.every((item) => isPolicyChoice(item, environment)),
  },
  risk: {
    expected: risk.expected,
    accepts: (value, request) => !request.settings.refuseRisk && risk.accepts(value, request),
  },
}

const wrongMember = (requirement: JsonObject, request: CheckedRequest): Refusal | undefined => {
  for (const [name, member] of Object.entries(members)) {
    const value = requirement[name]
    if (value === undefined || member.accepts(value, request)) continue
    return invalid('A4', `requirement.${name} is not accepted`, member.expected, value)
  }
  return undefined
}

/** A4: known members with legal values. Members of another endpoint are left to the row after it. */
export const requirementIsLegal: FieldCheck = (request) => {
  const { body, endpoint, settings } = request
  const requirement = body['requirement']
  if (requirement === undefined) return undefined
  if (!isObject(requirement)) return invalid('A4', 'requirement is not an object', 'an object', requirement)
  const later = endpoint.remote ? ['personalNumber', 'mrtd'] : []
  const unknown = strangers(requirement, [...endpoint.requirementMembers, ...later])
  if (unknown.length > 0 && !settings.lenientProperties) {
    const expected = endpoint.requirementMembers.join(', ')
    return invalid('A4', `requirement has no member ${unknown.join(', ')}`, expected, unknown)
  }
  return wrongMember(requirement, request)
}

/** P5: members that need a device, or that repeat the order's own personal number. */
export const requirementFitsRemote: FieldCheck = ({ body, endpoint }) => {
  const requirement = body['requirement']
  if (!isObject(requirement)) return undefined
  const misplaced = ['personalNumber', 'mrtd'].filter(
    (name) => name in requirement && !endpoint.requirementMembers.includes(name),
  )
  if (misplaced.length === 0) return undefined
  const expected = endpoint.requirementMembers.join(', ')
  return invalid('P5', `the requirement of ${endpoint.operation} has no ${misplaced.join(', ')}`, expected, misplaced)
}
