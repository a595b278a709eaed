import { findEdit, ordersOf } from './edits.ts'
import { type Finding, finding, headerOf } from './explanation.ts'
import { type LineSearch, linesOf } from './find-changed-line.ts'

const signable = ['(request-target)', 'date', 'digest', 'x-request-id', 'x-ing-reqid', 'content-type', 'host'] as const

/** Other lists of names that may have been signed: a name in another spelling, left out, added, or another order. */
const otherLists = (names: readonly string[]): readonly (readonly string[])[] => {
  // No call signs so many headers; the lists grow with their square.
  if (names.length > 16) return []
  const lower = names.map((name) => name.toLowerCase()).filter((name) => name !== '')
  const apart = lower.join(' ').split(/[\s,;]+/)
  const first = lower.filter((name, at) => lower.indexOf(name) === at)
  const last = lower.filter((name, at) => lower.lastIndexOf(name) === at)
  const lists = [first, last].flatMap((once) => [
    once,
    ...signable.flatMap((name) => [
      ...once.map((_, at) => once.toSpliced(at, 1, name)),
      ...Array.from({ length: once.length + 1 }, (_, at) => once.toSpliced(at, 0, name)),
    ]),
    ...once.map((_, at) => once.toSpliced(at, 1)),
  ])
  return [lower, apart, ...lists, ...ordersOf(first)].filter((list) =>
    list.every((name, at) => list.indexOf(name) === at),
  )
}

/** The list under which the lines were signed, where it is not the one that is claimed. */
export const findSignedList = (search: LineSearch): Finding | undefined => {
  const { request, names, signature, prefix } = search
  const has = (name: string) => name === '(request-target)' || headerOf(request, name) !== undefined
  for (const list of otherLists(names)) {
    if (list.join(' ') === names.join(' ') || !list.every(has)) continue
    if (!signature.signs(prefix + linesOf(request, list))) continue
    const isOrder = list.toSorted().join(' ') === names.toSorted().join(' ')
    return finding(isOrder ? 'header_order' : 'headers_list', 'headers list', list.join(' '), names.join(' '))
  }
  const strange = names.find((name) => !has(name))
  if (strange === undefined || names.join(' ').length > 512) return undefined
  const edited = findEdit(names.join(' '), (text) => {
    const list = Buffer.from(text).toString().split(' ')
    return list.every(has) && signature.signs(prefix + linesOf(request, list))
  })
  return edited === undefined ? undefined : finding('headers_list', 'headers list', edited, names.join(' '))
}
