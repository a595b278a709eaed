import { constants, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { must, readAmount, readText } from '../http/body.ts'
import { amountField, required, text } from '../http/fields.ts'
import { invalidField, notFound, refusal } from '../http/refusal.ts'
import { findHere, listReply } from '../http/replies.ts'
import { type InstallationCall, idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { BunqState } from '../state/bunq-state.ts'
import type { Installation, User } from '../state/entities.ts'
import { isIban, normaliseIban } from '../state/iban.ts'
import { checkPositive } from '../state/payment-orders.ts'
import type { ProviderDraft } from '../state/records.ts'
import { addKey, addUser } from '../state/users.ts'
import { wireAmount } from '../wire/amount.ts'
import { credentialWire } from '../wire/credential-wire.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

const refused = (description: string, reason: string, evidence: { expected?: string; received?: string } = {}) =>
  refusal(43, 400, description, reason, evidence)

const readCertificate = (pem: string): X509Certificate => {
  try {
    return new X509Certificate(pem)
  } catch {
    throw refused('Invalid PSD2 certificate.', 'the certificate is no PEM certificate')
  }
}

/** What is signed: the public key's PEM without white space at its end, one LF, the installation token. */
export const credentialText = (installation: Pick<Installation, 'publicKeyPem' | 'token'>): string =>
  `${installation.publicKeyPem.trimEnd()}\n${installation.token}`

const checkSignature = (installation: Installation, signature: string, key: KeyObject): void => {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(signature)
  const good =
    isBase64 &&
    key.asymmetricKeyType === 'rsa' &&
    verify(
      'sha256',
      Buffer.from(credentialText(installation)),
      { key, padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(signature, 'base64'),
    )
  if (good) return
  throw refused(
    'Invalid signature over the client public key.',
    isBase64
      ? 'the signature does not fit the certificate, the public key and the token'
      : 'the signature is not one line of base64',
    { expected: 'PEM without trailing white space + LF + installation token' },
  )
}

const MOST_NAME = 64

/** Roles are read from the common name, as the sandbox does. */
const readSubject = (certificate: X509Certificate): { name: string; distinguishedName: string; roles: string[] } => {
  const parts = certificate.subject.split('\n')
  const name = parts.find((part) => part.startsWith('CN='))?.slice(3) ?? ''
  const roles = ['AISP', 'PISP', 'CBPII'].filter((role) => name.includes(role))
  if (name.length > MOST_NAME || !(roles.includes('AISP') || roles.includes('PISP'))) {
    throw refused('The certificate does not name a PSD2 role.', 'the common name lacks AISP and PISP, or is too long', {
      expected: 'AISP and/or PISP within 64 characters',
      received: name,
    })
  }
  return { name, distinguishedName: parts.map((part) => `/${part}`).join(''), roles }
}

const SESSION_SECONDS = 324_000

/** The same certificate is the same user, however often it registers. */
const providerUser = (state: BunqState, certificate: X509Certificate): User => {
  const { name, distinguishedName, roles } = readSubject(certificate)
  const known = [...state.users.values()].find(({ certificateId }) => certificateId === certificate.fingerprint256)
  return (
    known ??
    addUser(state, {
      kind: 'UserPaymentServiceProvider',
      firstName: '',
      lastName: '',
      legalName: name,
      email: '',
      phone: '',
      birthDate: '',
      sessionTimeoutSeconds: SESSION_SECONDS,
      certificateId: certificate.fingerprint256,
      distinguishedName,
      roles,
    })
  )
}

const register = ({ state, body, installation }: InstallationCall): Reply => {
  const certificate = readCertificate(must(readText(body, 'client_payment_service_provider_certificate')))
  readCertificate(must(readText(body, 'client_payment_service_provider_certificate_chain')))
  checkSignature(installation, must(readText(body, 'client_public_key_signature')), certificate.publicKey)
  const key = addKey(state, { kind: 'psd2', user: providerUser(state, certificate) })
  return { objects: [credentialWire(key)] }
}

/** Row 42: payments are a matter of PISPs. */
const demandPisp = ({ user, key }: SessionCall): void => {
  if (key.kind === 'psd2' && user.roles?.includes('PISP') === true) return
  throw refusal(42, 403, 'Insufficient authorisation.', 'only a payment initiation service provider may do this', {
    expected: 'PISP',
    received: user.roles?.join(', ') ?? '',
  })
}

const createDraft = (call: SessionCall): Reply => {
  demandPisp(call)
  const { state, body, user } = call
  const iban = (name: string): string => {
    const value = normaliseIban(must(readText(body, name)))
    if (!isIban(value)) throw invalidField(name, 'the check digits of the IBAN are wrong')
    return value
  }
  const amount = must(readAmount(body, 'amount'))
  checkPositive(amount)
  const senderIban = iban('sender_iban')
  if (!state.accountsByIban.has(senderIban)) throw invalidField('sender_iban', 'not an account of this bank')
  const at = state.now()
  const draft: ProviderDraft = {
    id: state.nextId(),
    created: at,
    updated: at,
    userId: user.id,
    senderIban,
    order: {
      amount,
      pointer: { type: 'IBAN', value: iban('counterparty_iban'), name: must(readText(body, 'counterparty_name')) },
      description: must(readText(body, 'description')),
      attachmentIds: [],
    },
    status: 'PENDING',
  }
  state.records.providerDrafts.push(draft)
  return idReply(draft.id)
}

const draftsOf = (call: SessionCall): readonly ProviderDraft[] => {
  demandPisp(call)
  return call.state.records.providerDrafts.filter(({ userId }) => userId === call.user.id)
}

const draftWire = (draft: ProviderDraft): object => ({
  PaymentServiceProviderDraftPayment: {
    id: draft.id,
    created: wireTimestamp(draft.created),
    updated: wireTimestamp(draft.updated),
    sender_iban: draft.senderIban,
    receiver_iban: draft.order.pointer.value,
    amount: wireAmount(draft.order.amount.value, draft.order.amount.currency),
    status: draft.status,
  },
})

const find = (call: SessionCall): ProviderDraft =>
  findHere(call, draftsOf(call), 'Payment service provider draft payment')

const changeDraft = (call: SessionCall): Reply => {
  const draft = find(call)
  if (draft.status !== 'PENDING') throw invalidField('status', 'the draft is decided', draft.status)
  draft.status = readText(call.body, 'status') === 'CANCELLED' ? 'CANCELLED' : 'REJECTED'
  draft.updated = call.state.now()
  return idReply(draft.id)
}

const readCredential = (call: InstallationCall): Reply => {
  const key = [...call.state.keys.values()].find(
    ({ kind, credentialId }) => kind === 'psd2' && credentialId === call.id('id'),
  )
  if (key === undefined) throw notFound('Payment service provider credential', call.id('id'))
  return { objects: [credentialWire(key)] }
}

const drafts = 'user/{user}/payment-service-provider-draft-payment'

/** Third parties under PSD2: registration by certificate, and payments that a user approves on the consent page. */
export const psd2Routes: readonly Route[] = [
  {
    method: 'POST',
    path: 'payment-service-provider-credential',
    token: 'installation',
    fields: {
      client_payment_service_provider_certificate: required(text()),
      client_payment_service_provider_certificate_chain: required(text()),
      client_public_key_signature: required(text()),
    },
    handle: register,
  },
  { method: 'GET', path: 'payment-service-provider-credential/{id}', token: 'installation', handle: readCredential },
  {
    method: 'POST',
    path: drafts,
    token: 'session',
    fields: {
      sender_iban: required(text()),
      sender_name: text(),
      counterparty_iban: required(text()),
      counterparty_name: required(text()),
      description: required(text()),
      amount: required(amountField),
      status: text(['PENDING']),
    },
    handle: createDraft,
  },
  { method: 'GET', path: drafts, token: 'session', handle: (call) => listReply(call, draftsOf(call), draftWire) },
  {
    method: 'GET',
    path: `${drafts}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [draftWire(find(call))] }),
  },
  {
    method: 'PUT',
    path: `${drafts}/{id}`,
    token: 'session',
    fields: { status: required(text(['REJECTED', 'CANCELLED'])) },
    handle: changeDraft,
  },
]
