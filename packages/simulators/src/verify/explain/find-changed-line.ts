import { digestOf } from '../digest-header.ts'
import { httpDateCandidates } from './date-candidates.ts'
import { digestForms } from './digest-forms.ts'
import { findEdit, ordersOf } from './edits.ts'
import { type CapturedRequest, type Finding, finding, headerOf } from './explanation.ts'
import { oddPart } from './odd-part.ts'
import type { OpenedSignature } from './opened-signature.ts'
import { lostParameters, type TargetCandidate, targetCandidates } from './target-candidates.ts'
import { encodedText, findForm, otherLines, partsAlone } from './text-forms.ts'

/** A text of lines `name: value`, with what stands before it, that a signature is held against. */
export interface LineSearch {
  readonly request: CapturedRequest
  /** Names of the lines, in their order. */
  readonly names: readonly string[]
  /** What is signed before the lines: the protected header of a JWS with its full stop. */
  readonly prefix: string
  readonly signature: OpenedSignature
  /** Moments that the request tells elsewhere, epoch milliseconds. */
  readonly moments: readonly number[]
}

const verbs = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const

/** The value of a line by the request as it is; empty where the header is missing. */
export const lineValue = (request: CapturedRequest, name: string): string =>
  name === '(request-target)' ? `${request.method.toLowerCase()} ${request.target}` : (headerOf(request, name) ?? '')

/** The lines as they should have been signed, with other values where given. */
export const linesOf = (
  request: CapturedRequest,
  names: readonly string[],
  other: Readonly<Record<string, string>> = {},
): string => names.map((name) => `${name}: ${other[name] ?? lineValue(request, name)}`).join('\n')

type Step = (search: LineSearch) => Finding | undefined

/** Asks whether the text was signed with another value in one line; the rest is put together once. */
const lineTest = ({ request, names, prefix, signature }: LineSearch, name: string): ((value: string) => boolean) => {
  const mark = '\u0000'
  const [before = '', after = ''] = (prefix + linesOf(request, names, { [name]: mark })).split(mark)
  return (value) => signature.signs(before + value + after)
}

const ownDigest: Step = (search) => {
  const { request, names } = search
  const received = headerOf(request, 'digest')
  const signsWith = lineTest(search, 'digest')
  if (!names.includes('digest')) return undefined
  for (const name of ['SHA-256', 'SHA-512'] as const) {
    const signed = digestOf(request.body, name)
    if (signed !== received && signsWith(signed)) {
      return finding(received === undefined ? 'digest_malformed' : 'digest', 'digest', signed, received ?? '')
    }
    const empty = digestOf(new Uint8Array(), name)
    if (request.body.length > 0 && empty !== received && signsWith(empty))
      return finding('digest_empty', 'digest', empty, received ?? '')
  }
  const form = digestForms(request.body).find(({ digest }) => digest !== received && signsWith(digest))
  return form === undefined ? undefined : finding(form.cause, 'digest', form.digest, received ?? '')
}

const mistakes: Step = ({ request, names, prefix, signature }) => {
  const text = linesOf(request, names)
  const lines = names.map((name) => ({ name, value: lineValue(request, name) }))
  const written = findForm(otherLines(request, lines, prefix), signature.signs, prefix + text)
  if (written !== undefined) return written
  const order = ordersOf(names).find((other) => signature.signs(prefix + linesOf(request, other)))
  if (order !== undefined) return finding('header_order', 'headers list', order.join(' '), names.join(' '))
  return (
    findForm(encodedText(prefix + text), signature.signs, prefix + text) ??
    findForm(partsAlone(request, names, prefix), signature.signs, prefix + text)
  )
}

/** Scheme and host before the path, or a path that does not begin with a slash. */
const wholeUrls: Step = (search) => {
  if (!search.names.includes('(request-target)')) return undefined
  const { request } = search
  const { method, target } = request
  const signsWith = lineTest(search, '(request-target)')
  const own = headerOf(request, 'host')
  const hosts = [...(own === undefined ? [] : [own]), 'api.ing.com', 'api.sandbox.ing.com']
  const urls = hosts.flatMap((host) => ['https://', 'http://', '//', ''].map((scheme) => `${scheme}${host}${target}`))
  for (const signed of [...urls, `${target}#`]) {
    if (signsWith(`${method.toLowerCase()} ${signed}`)) return finding('target_url', 'path', signed, target)
  }
  const bare = target.slice(1)
  return signsWith(`${method.toLowerCase()} ${bare}`) ? finding('path', 'path', bare, target) : undefined
}

const methods: Step = (search) => {
  if (!search.names.includes('(request-target)')) return undefined
  const { method, target } = search.request
  const signsWith = lineTest(search, '(request-target)')
  for (const verb of verbs) {
    if (signsWith(`${verb.toLowerCase()} ${target}`)) return finding('method', 'method', verb, method)
    const titled = verb.charAt(0) + verb.slice(1).toLowerCase()
    if (signsWith(`${titled} ${target}`)) return finding('method_case', 'method', titled, method)
    if (signsWith(`${verb} ${target}`)) return finding('method_case', 'method', verb, method)
  }
  return undefined
}

const amongTargets =
  (candidates: (target: string, now: number) => Iterable<TargetCandidate>): Step =>
  (search) => {
    if (!search.names.includes('(request-target)')) return undefined
    const { method, target } = search.request
    const signsWith = lineTest(search, '(request-target)')
    for (const other of candidates(target, search.moments[0] ?? 0)) {
      if (other.target === target) continue
      if (!signsWith(`${method.toLowerCase()} ${other.target}`)) continue
      return finding(other.cause, other.part, other.target, target)
    }
    return undefined
  }

const dates: Step = (search) => {
  const received = headerOf(search.request, 'date')
  if (received === undefined || !search.names.includes('date')) return undefined
  const signsWith = lineTest(search, 'date')
  for (const signed of httpDateCandidates(received, search.moments)) {
    if (signed !== received && signsWith(signed)) return finding('date', 'date', signed, received)
  }
  return undefined
}

/** Types that are signed with calls, and what libraries make of them. */
const contentTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'application/xml',
  'multipart/form-data',
].flatMap((type) => [
  type,
  `${type};charset=utf-8`,
  `${type}; charset=utf-8`,
  `${type};charset=UTF-8`,
  `${type}; charset=UTF-8`,
])

const headerForms: Step = (search) => {
  for (const name of search.names) {
    const received = name === '(request-target)' ? undefined : headerOf(search.request, name)
    if (received === undefined) continue
    const signsWith = lineTest(search, name)
    const forms = [
      ` ${received}`,
      `${received} `,
      received.toLowerCase(),
      received.toUpperCase(),
      `"${received}"`,
      received.replace(/\s+/g, ' '),
      '',
    ]
    for (const signed of name === 'content-type' ? [...contentTypes, ...forms] : forms) {
      if (signed !== received && signsWith(signed)) return finding('header', name, signed, received)
    }
  }
  return undefined
}

const partOf = (search: LineSearch, name: string, signed: string): Finding => {
  const received = lineValue(search.request, name)
  if (name !== '(request-target)') {
    const cause = name === 'date' || name === 'digest' ? name : 'header'
    return finding(cause, name, signed, received)
  }
  const [, verb = '', target = ''] = /^(\S*) (.*)$/s.exec(signed) ?? [signed, signed, '']
  const { method, target: own } = search.request
  if (verb !== method.toLowerCase()) return finding('method', 'method', verb.toUpperCase(), method)
  const part = (target.split('?')[0] ?? '') === (own.split('?')[0] ?? '') ? 'query' : 'path'
  return finding(part, part, target, own)
}

/** Line names in which a change is looked for byte by byte, the shortest searches first. */
const edits: Step = (search) => {
  const { request, names, prefix, signature } = search
  for (const name of [...names].sort((a, b) => lineValue(request, a).length - lineValue(request, b).length)) {
    if (name === 'digest' || lineValue(request, name).length > 1024) continue
    const at = names.indexOf(name)
    const line = (index: number): string => `${names[index]}: ${lineValue(request, names[index] ?? '')}`
    const before =
      prefix +
      names
        .slice(0, at)
        .map((_, index) => `${line(index)}\n`)
        .join('') +
      `${name}: `
    const after = names
      .slice(at + 1)
      .map((_, index) => `\n${line(at + 1 + index)}`)
      .join('')
    const signed = findEdit(lineValue(request, name), signature.signs, { before, after })
    if (signed !== undefined) return partOf(search, name, signed)
  }
  return undefined
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

/** One group of four digits of a UUID replaced by another: 65,536 tries each. */
const uuidGroups: Step = (search) => {
  for (const name of search.names) {
    const received = lineValue(search.request, name)
    const signsWith = lineTest(search, name)
    for (const match of received.matchAll(uuid)) {
      for (const offset of [9, 14, 19]) {
        const at = match.index + offset
        for (let number = 0; number < 65_536; number++) {
          const signed = received.slice(0, at) + number.toString(16).padStart(4, '0') + received.slice(at + 4)
          if (signsWith(signed)) return partOf(search, name, signed)
        }
      }
    }
  }
  return undefined
}

const firstOf = (steps: readonly Step[]): Step => {
  return (search) => {
    // No call signs so many headers; the searches grow with their square.
    if (search.names.length > 16) return undefined
    for (const step of steps) {
      const found = step(search)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** What goes wrong most often, found by few tries. */
export const findUsualMistake: Step = firstOf([
  ownDigest,
  mistakes,
  methods,
  headerForms,
  wholeUrls,
  amongTargets(targetCandidates),
])

/** The line that was changed after signing, and how it was signed; undefined when no text tried was the one signed. */
export const findChangedLine: Step = firstOf([edits, dates, amongTargets(lostParameters), uuidGroups])

/**
 * Where no text tried fits: what is changed more often comes first, the rest is left open. Ids are made anew by what
 * stands between client and bank, paths are not; a path that no interface has was not sent so.
 */
export const mostLikelyLine = ({ request, names }: LineSearch): Finding => {
  const { target } = request
  const id = headerOf(request, 'x-request-id')
  const signedId = names.includes('x-request-id')
  const open = [
    ...(signedId ? ['x-request-id'] : []),
    ...(target.includes('?') ? ['query'] : []),
    'path',
    ...names.filter((name) => !['(request-target)', 'digest', 'x-request-id'].includes(name)),
  ]
  const badId = signedId && id?.match(uuid)?.[0] !== id
  const first = badId ? 'x-request-id' : (oddPart(target) ?? open[0] ?? 'path')
  const cause = first === 'query' && !target.includes('?') ? 'query_missing' : 'other_text'
  return { cause, part: first, others: open.filter((part) => part !== first) }
}
