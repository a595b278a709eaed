/**
 * A small backtracking matcher that counts its steps, so that a test can see how the work of a pattern grows with its input
 * without measuring time. It knows what the patterns of this package use: classes, groups, alternatives, greedy and lazy
 * quantifiers, `\b`, `^`, `$`, and negative look-arounds.
 */

type Next = (at: number) => number | undefined
type Node = (at: number, next: Next) => number | undefined

interface Atom {
  readonly node: Node
  /** Set for what always takes one character: its loops need no recursion. */
  readonly takes?: (character: string) => boolean
}

export interface StepCount {
  readonly steps: number
  /** Where the matches begin and end, in order. */
  readonly matches: readonly (readonly [number, number])[]
}

/** All matches of a global pattern in a text, and the steps that finding them took. */
export const countSteps = ({ source, flags }: RegExp, text: string): StepCount => {
  let steps = 0
  let place = 0
  const fold = (character: string): string => (flags.includes('i') ? character.toLowerCase() : character)
  const isWord = (character: string | undefined): boolean => character !== undefined && /\w/.test(character)
  const peek = (): string => source[place] ?? ''

  const single = (takes: (character: string) => boolean): Atom => ({
    takes,
    node: (at, next) => {
      steps += 1
      const character = text[at]
      return character !== undefined && takes(character) ? next(at + 1) : undefined
    },
  })

  const alternatives = (): Node => {
    const all = [sequence()]
    while (peek() === '|') {
      place += 1
      all.push(sequence())
    }
    return (at, next) => {
      for (const each of all) {
        const end = each(at, next)
        if (end !== undefined) return end
      }
      return undefined
    }
  }

  const sequence = (): Node => {
    const parts: Node[] = []
    while (peek() !== '' && peek() !== '|' && peek() !== ')') parts.push(quantified(atom()))
    return (at, next) => {
      const from = (index: number, place: number): number | undefined => {
        const part = parts[index]
        return part === undefined ? next(place) : part(place, (end) => from(index + 1, end))
      }
      return from(0, at)
    }
  }

  const group = (): Atom => {
    const look = /^\((?:\?(:|!|<!))?/.exec(source.slice(place))
    place += look?.[0].length ?? 1
    const inner = alternatives()
    place += 1
    if (look?.[1] === '!') {
      return { node: (at, next) => (inner(at, (end) => end) === undefined ? next(at) : undefined) }
    }
    // Look-behinds of this package are one character long.
    if (look?.[1] === '<!') {
      return {
        node: (at, next) =>
          at > 0 && inner(at - 1, (end) => (end === at ? end : undefined)) !== undefined ? undefined : next(at),
      }
    }
    return { node: inner }
  }

  const atom = (): Atom => {
    if (peek() === '(') return group()
    if (peek() === '$' || peek() === '^') {
      const edge = peek() === '$' ? text.length : 0
      place += 1
      return { node: (at, next) => (at === edge ? next(at) : undefined) }
    }
    const token = /^(?:\[(?:\\.|[^\]\\])*\]|\\u[0-9a-f]{4}|\\[pP]\{\w+\}|\\.|.)/i.exec(source.slice(place))?.[0] ?? ''
    place += token.length
    if (token === '\\b') {
      return { node: (at, next) => (isWord(text[at - 1]) !== isWord(text[at]) ? next(at) : undefined) }
    }
    const one = new RegExp(`^${token}$`, flags.includes('i') ? 'isu' : 'su')
    const known = new Map<string, boolean>()
    return single((character) => {
      const key = fold(character)
      const found = known.get(key) ?? one.test(character)
      known.set(key, found)
      return found
    })
  }

  const quantified = ({ node, takes }: Atom): Node => {
    const match = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/.exec(source.slice(place))
    if (match === null) return node
    place += match[0].length
    const [, sign, low = '', comma, high = '', lazy] = match
    const least = sign === undefined ? Number(low) : sign === '+' ? 1 : 0
    const most =
      sign === '?' ? 1 : sign !== undefined || (comma === ',' && high === '') ? Infinity : Number(high || low)
    if (takes === undefined) {
      const again =
        (count: number): Node =>
        (at, next) => {
          const more = (): number | undefined =>
            count < most ? node(at, (end) => (end === at ? undefined : again(count + 1)(end, next))) : undefined
          if (count < least) return more()
          return lazy === '?' ? (next(at) ?? more()) : (more() ?? next(at))
        }
      return again(0)
    }
    return (at, next) => {
      let count = 0
      const step = (): boolean => {
        steps += 1
        const character = text[at + count]
        if (count >= most || character === undefined || !takes(character)) return false
        count += 1
        return true
      }
      while (count < (lazy === '?' ? least : most)) if (!step()) break
      if (count < least) return undefined
      for (;;) {
        const end = next(at + count)
        if (end !== undefined) return end
        if (lazy === '?') {
          if (!step()) return undefined
        } else {
          count -= 1
          steps += 1
          if (count < least) return undefined
        }
      }
    }
  }

  const whole = alternatives()
  const matches: [number, number][] = []
  for (let at = 0; at <= text.length; ) {
    const end = whole(at, (place) => place)
    if (end !== undefined) matches.push([at, end])
    at = end === undefined || end === at ? at + 1 : end
  }
  return { steps, matches }
}
