import { CheckFailure } from './check-failure.ts'
import { readBase64 } from './signed-document.ts'
import type { XmlElement } from './strict-xml.ts'

/** What `bankIdSignedData` says. Texts are decoded, except the order's own, which stay base64 as they were sent. */
export interface SignedContent {
  readonly visible?: { readonly base64: string; readonly markdown: boolean } | undefined
  readonly hidden?: string | undefined
  /** Subject of the relying party's certificate, RFC 4514, most specific part first. */
  readonly relyingParty: string
  readonly displayName: string
  readonly funcId: string
  /** What the app was asked to require of the certificate: OIDs, of the condition `CertificatePolicies`. */
  readonly policies?: readonly string[] | undefined
  /** `pw` when the security code was typed; other words are not documented. */
  readonly userAuthentication?: string | undefined
}

const fail = (detail: string): CheckFailure => new CheckFailure('content', detail)

const visibleAttributes = (format: readonly (readonly [string, string])[]): string =>
  JSON.stringify([['charset', 'UTF-8'], ...format, ['visible', 'wysiwys']])
const plain = visibleAttributes([])
const markdown = visibleAttributes([['format', 'simpleMarkdownV1']])

/**
 * Reads the element that was verified, and nothing else. Elements that are not known are left alone, as apps add to them; those that
 * are read must stand there once.
 *
 * @throws CheckFailure `content`
 */
export const readSignedContent = (signedData: XmlElement): SignedContent => {
  const visible = optional(signedData, 'usrVisibleData')
  const hidden = optional(signedData, 'usrNonVisibleData')
  const server = only(signedData, 'srvInfo')
  const client = only(signedData, 'clientInfo')
  const app = optional(optional(client, 'env'), 'ai')
  const userAuthentication = optional(app, 'uauth')?.text
  const policies = policiesOf(optional(app, 'requirement'))
  return {
    visible: visible && { base64: visible.text, markdown: isMarkdown(visible) },
    hidden: hidden && withoutAttributes(hidden).text,
    relyingParty: decoded(only(server, 'name')),
    displayName: decoded(only(server, 'displayName')),
    funcId: withoutAttributes(only(client, 'funcId')).text,
    policies,
    userAuthentication,
  }
}

const policiesOf = (requirement: XmlElement | undefined): readonly string[] | undefined => {
  const conditions =
    requirement?.children.filter((child) => optional(child, 'type')?.text === 'CertificatePolicies') ?? []
  return conditions.length === 0 ? undefined : conditions.flatMap((child) => only(child, 'value').text.split(','))
}

const isMarkdown = ({ attributes }: XmlElement): boolean => {
  const given = JSON.stringify(attributes)
  if (given !== plain && given !== markdown) throw fail('usrVisibleData is not as BankID writes it')
  return given === markdown
}

const decoded = (element: XmlElement): string => readBase64('content', withoutAttributes(element)).toString('utf8')

const withoutAttributes = (element: XmlElement): XmlElement => {
  if (element.attributes.length > 0) throw fail(`${element.name} is not as BankID writes it`)
  return element
}

const optional = (parent: XmlElement | undefined, name: string): XmlElement | undefined => {
  const [first, ...more] = parent?.children.filter((child) => child.name === name) ?? []
  if (more.length > 0) throw fail(`${name} stands there more than once`)
  return first
}

const only = (parent: XmlElement, name: string): XmlElement => {
  const found = optional(parent, name)
  if (found === undefined) throw fail(`${name} is missing`)
  return found
}
