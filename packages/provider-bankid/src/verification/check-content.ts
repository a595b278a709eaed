import type { OrderOperation } from '../api/order-fields.ts'
import type { CompletionData } from '../api/schemas.ts'
import { fitsChoice } from './certificate-policies.ts'
import type { CertificateFacts } from './chain-certificate.ts'
import { CheckFailure } from './check-failure.ts'
import type { SignedContent } from './signed-content.ts'
import { readSubject } from './subject.ts'

/** The order as it was sent, and who sent it. */
export interface SentOrder {
  readonly operation: OrderOperation
  /** BankID's own field names, as the body of the call had them. */
  readonly request: Readonly<Record<string, unknown>>
  /** `serialNumber` in the subject of our own certificate: the organisation's number. Not compared when absent. */
  readonly relyingParty?: string | undefined
}

const fail = (detail: string): CheckFailure => new CheckFailure('content', detail)

/** What kind of act an order asks for; the person's certificate for it carries the key usage. */
const funcIdOf: Readonly<Record<OrderOperation, 'Identification' | 'Signing'>> = {
  auth: 'Identification',
  phoneAuth: 'Identification',
  sign: 'Signing',
  phoneSign: 'Signing',
  payment: 'Signing',
  otherPayment: 'Signing',
}

/**
 * That what was signed is what was ordered, by the person that the answer names, for us.
 * @throws CheckFailure `content`; no detail holds a value
 */
export const checkContent = (
  content: SignedContent,
  leaf: CertificateFacts,
  user: CompletionData['user'],
  order: SentOrder,
): void => {
  checkTexts(content, order)
  if (content.funcId !== funcIdOf[order.operation]) throw fail('the act is of another kind than the order’s (funcId)')
  checkRelyingParty(content, order)
  checkPerson(leaf, user)
  checkRequirement(content, leaf, order)
}

/** Also of a payment: a signed text that no order asked for would make a signature under it pass for a payment. */
const checkTexts = ({ visible, hidden }: SignedContent, { request }: SentOrder): void => {
  const sent = request['userVisibleData']
  if (visible?.base64 !== sent) throw fail('the text is not the one that was sent')
  const isMarkdown = sent !== undefined && request['userVisibleDataFormat'] === 'simpleMarkdownV1'
  if ((visible?.markdown ?? false) !== isMarkdown) throw fail('the text’s format is not the one that was sent')
  if (hidden !== request['userNonVisibleData']) throw fail('the hidden data are not those that were sent')
}

const checkRelyingParty = (content: SignedContent, { relyingParty }: SentOrder): void => {
  if (relyingParty === undefined) return
  // RFC 4514: the attributes are divided by commas; one inside a value has a backslash before it.
  const attributes = content.relyingParty.split(/(?<!\\),/)
  const numbers = attributes.filter((attribute) => /^serialNumber=/i.test(attribute))
  if (numbers.length !== 1 || numbers[0]?.slice('serialNumber='.length) !== relyingParty) {
    throw fail('it was signed for another relying party')
  }
}

const checkPerson = (
  leaf: CertificateFacts,
  { personalNumber, name, givenName, surname }: CompletionData['user'],
): void => {
  const subject = readSubject(leaf.certificate)
  const differs = (value: string | null | undefined, attribute: keyof typeof subject): boolean =>
    value != null && subject[attribute] !== value
  if (subject.serialNumber !== personalNumber) throw fail('the certificate belongs to another personal number')
  if (differs(name, 'commonName') || differs(givenName, 'givenName') || differs(surname, 'surname')) {
    throw fail('the certificate belongs to another name')
  }
}

const checkRequirement = (content: SignedContent, leaf: CertificateFacts, { request }: SentOrder): void => {
  const requirement = (request['requirement'] ?? {}) as Readonly<Record<string, unknown>>
  const { personalNumber, certificatePolicies, pinCode } = requirement
  // Orders by phone and other payments name the person at the top.
  const required = [personalNumber, request['personalNumber']].filter((number) => number !== undefined)
  const { serialNumber } = readSubject(leaf.certificate)
  if (required.some((number) => number !== serialNumber)) throw fail('another person than the required one has signed')
  if (Array.isArray(certificatePolicies)) {
    const choices = certificatePolicies.map(String)
    if (!fitsChoice(leaf.policies, choices)) throw fail('the kind of BankID is not one of the required ones')
    if (content.policies?.every((policy) => choices.includes(policy) || fitsChoice([policy], choices)) === false) {
      throw fail('the app was asked for other kinds of BankID than the order')
    }
  }
  const { userAuthentication } = content
  if (pinCode === true && userAuthentication !== undefined && userAuthentication !== 'pw') {
    throw fail('the security code was required and not typed')
  }
}
