import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import type { BankProfile } from '../bank-profile.ts'
import { isMembers, type Members, objectField, readJson, requireKnown, textField } from '../checks/fields.ts'
import { formatError, refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import { rehearsal } from '../settings.ts'
import type { Authorisation, Subject } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import { authorisationLinks, scaDetails } from './authorisation-links.ts'
import { approachHeader } from './choose-approach.ts'
import { complete, fail } from './complete.ts'
import { createAuthorisation } from './start.ts'

/** Finds what an authorisation belongs to, by the call's own checks. */
export type SubjectOf = (call: ApiCall) => Subject

const ofSubject = (world: BerlinGroupWorld, subject: Subject): readonly Authorisation[] =>
  [...world.state.authorisations.values()].filter(
    ({ subject: other }) => other.id === subject.id && other.collection === subject.collection,
  )

/** What POST and PUT answer with. */
export const authorisationBody = (
  world: BerlinGroupWorld,
  profile: BankProfile,
  authorisation: Authorisation,
): Readonly<Record<string, unknown>> => ({
  scaStatus: authorisation.status,
  ...(profile.hidesAuthorisationId ? {} : { authorisationId: authorisation.id }),
  ...scaDetails(profile, authorisation),
  _links: authorisationLinks(world, profile, authorisation),
})

/** Check 35: one authorisation at a time. */
const requireNoOther = (world: BerlinGroupWorld, subject: Subject): void => {
  const open = ofSubject(world, subject).find(({ status }) => status !== 'failed')
  if (open === undefined) return
  const reason = open.startedImplicitly
    ? 'An authorisation was started implicitly'
    : 'An authorisation is there already'
  refuse({ row: 35, status: 409, code: 'STATUS_INVALID', reason, received: open.status })
}

export const startRoute =
  (world: BerlinGroupWorld, subjectOf: SubjectOf) =>
  (call: ApiCall): BankAnswer => {
    const { profile, request, tpp } = call
    const subject = subjectOf(call)
    requireNoOther(world, subject)
    const authorisation = createAuthorisation({ world, profile, request, tpp }, subject, false)
    const body = readJson(request)
    if (isMembers(body['psuData'])) update(world, profile, authorisation, body)
    const headers = { 'ASPSP-SCA-Approach': approachHeader(authorisation.approach) }
    return jsonAnswer(request, 201, authorisationBody(world, profile, authorisation), headers)
  }

export const listRoute =
  (world: BerlinGroupWorld, subjectOf: SubjectOf) =>
  (call: ApiCall): BankAnswer =>
    jsonAnswer(call.request, 200, { authorisationIds: ofSubject(world, subjectOf(call)).map(({ id }) => id) })

/** Check 34: an authorisation of this consent or payment. */
const findAuthorisation = (world: BerlinGroupWorld, subject: Subject, id: string): Authorisation => {
  const found = world.state.authorisations.get(id)
  if (found?.subject.id === subject.id && found.subject.collection === subject.collection) return found
  const reason = found === undefined ? 'No authorisation has this id' : 'The authorisation is that of another resource'
  const status = subject.type === 'payment' && found === undefined ? 404 : 403
  return refuse({ row: 34, status, code: 'RESOURCE_UNKNOWN', reason, received: id })
}

export const statusRoute =
  (world: BerlinGroupWorld, subjectOf: SubjectOf) =>
  (call: ApiCall): BankAnswer => {
    const authorisation = findAuthorisation(world, subjectOf(call), call.params.at(-1) ?? '')
    const { approach, status } = authorisation
    if (approach === 'decoupled' && status === 'started' && world.state.modes.autoApprove) {
      authorisation.customer ??= world.customersOf(call.profile)[0]
      complete(world, authorisation, call.profile.multipleConsents)
    }
    return jsonAnswer(call.request, 200, {
      scaStatus: authorisation.status,
      ...(authorisation.status === 'started' ? scaDetails(call.profile, authorisation) : {}),
    })
  }

/** Check 36: the third wrong password or code ends the authorisation. */
const wrongSecret = (world: BerlinGroupWorld, authorisation: Authorisation, what: string): never => {
  authorisation.wrongAttempts += 1
  const isLast = authorisation.wrongAttempts >= 3
  if (isLast) fail(world, authorisation)
  const reason = isLast ? `The third wrong ${what}: the authorisation has failed` : `A wrong ${what}`
  return refuse({ row: 36, status: 401, code: 'PSU_CREDENTIALS_INVALID', reason })
}

const identify = (
  world: BerlinGroupWorld,
  profile: BankProfile,
  authorisation: Authorisation,
  psuId: string | undefined,
): void => {
  const found = world.customersOf(profile).find((customer) => customer.psuId === psuId)
  if (found === undefined) wrongSecret(world, authorisation, 'PSU-ID')
  authorisation.customer = found
  authorisation.status = 'psuIdentified'
}

const authenticate = (
  world: BerlinGroupWorld,
  profile: BankProfile,
  authorisation: Authorisation,
  psuData: Members,
): void => {
  requireKnown(
    psuData,
    ['password', 'encryptedPassword', 'additionalPassword', 'additionalEncryptedPassword'],
    'psuData',
  )
  const password = textField(psuData['password'], { row: 17, path: 'psuData.password', required: true })
  if (authorisation.customer === undefined) formatError(14, 'PSU-ID', 'The customer has not been named')
  if (password !== rehearsal.password) wrongSecret(world, authorisation, 'password')
  const [first, ...others] = profile.methods
  authorisation.methodId = others.length === 0 ? first?.id : undefined
  authorisation.status = others.length === 0 ? 'scaMethodSelected' : 'psuAuthenticated'
}

/** Check 37. */
const selectMethod = (profile: BankProfile, authorisation: Authorisation, id: unknown): void => {
  const method = profile.methods.find((each) => each.id === id)
  if (method === undefined) {
    const expected = profile.methods.map((each) => each.id).join(', ')
    refuse({
      row: 37,
      status: 400,
      code: 'SCA_METHOD_UNKNOWN',
      path: 'authenticationMethodId',
      reason: 'The customer has no such method',
      expected,
    })
  }
  authorisation.methodId = method?.id
  authorisation.status = 'scaMethodSelected'
}

/** Check 38. */
const confirm = (world: BerlinGroupWorld, profile: BankProfile, authorisation: Authorisation, code: unknown): void => {
  if (authorisation.status !== 'unconfirmed') {
    refuse({
      row: 38,
      status: 409,
      code: 'STATUS_INVALID',
      reason: 'There is nothing to confirm',
      received: authorisation.status,
    })
  }
  if (code === rehearsal.confirmationCode) {
    complete(world, authorisation, profile.multipleConsents)
    return
  }
  fail(world, authorisation)
  refuse({ row: 38, status: 400, code: 'SCA_INVALID', reason: 'The confirmation code is wrong' })
}

/** One step, by the one member that the body has. */
const update = (world: BerlinGroupWorld, profile: BankProfile, authorisation: Authorisation, body: Members): void => {
  requireKnown(body, ['psuData', 'authenticationMethodId', 'scaAuthenticationData', 'confirmationCode'], '')
  const stepsOut = (): never =>
    refuse({
      row: 34,
      status: 409,
      code: 'STATUS_INVALID',
      reason: 'This step does not follow',
      received: authorisation.status,
    })
  const { status } = authorisation
  if (body['confirmationCode'] !== undefined) {
    confirm(world, profile, authorisation, body['confirmationCode'])
  } else if (authorisation.approach !== 'embedded') {
    stepsOut()
  } else if (body['psuData'] !== undefined) {
    if (status !== 'received' && status !== 'psuIdentified') stepsOut()
    authenticate(world, profile, authorisation, objectField(body['psuData'], { row: 17, path: 'psuData' }))
  } else if (body['authenticationMethodId'] !== undefined) {
    if (status !== 'psuAuthenticated' && status !== 'scaMethodSelected') stepsOut()
    selectMethod(profile, authorisation, body['authenticationMethodId'])
  } else {
    if (status !== 'scaMethodSelected') stepsOut()
    if (body['scaAuthenticationData'] !== rehearsal.otp) wrongSecret(world, authorisation, 'one-time password')
    complete(world, authorisation, profile.multipleConsents)
  }
}

export const updateRoute =
  (world: BerlinGroupWorld, subjectOf: SubjectOf) =>
  (call: ApiCall): BankAnswer => {
    const { profile, request } = call
    const authorisation = findAuthorisation(world, subjectOf(call), call.params.at(-1) ?? '')
    if (authorisation.status === 'finalised' || authorisation.status === 'failed') {
      const received = authorisation.status
      refuse({ row: 34, status: 409, code: 'STATUS_INVALID', reason: 'The authorisation has ended', received })
    }
    const body = readJson(request)
    if (Object.keys(body).length === 0) identify(world, profile, authorisation, request.header('psu-id'))
    else {
      const psuId = request.header('psu-id')
      if (psuId !== undefined && authorisation.customer === undefined) identify(world, profile, authorisation, psuId)
      update(world, profile, authorisation, body)
    }
    return jsonAnswer(request, 200, authorisationBody(world, profile, authorisation))
  }
