/** A small seeded generator (mulberry32): the same seed spoils the same thing. */
const createGenerator = (seed: number) => {
  let state = seed >>> 0
  return (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % limit
  }
}

type Generator = ReturnType<typeof createGenerator>

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

/** What stands in the place of a value. */
const strangers: readonly ((next: Generator, value: unknown) => unknown)[] = [
  () => null,
  () => undefined,
  () => '',
  () => [],
  () => ({}),
  () => true,
  () => -1,
  () => 1e308,
  () => 'x'.repeat(5000),
  () => '\u0000\ud83d\ude00‮',
  () => deep(2000),
  (_, value) => [value],
  (_, value) => ({ value }),
  (_, value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  () => '9999-99-99',
  () => 'https://evil.example/next',
  () => ({ __proto__: null, constructor: 1, toString: 2 }),
]

/** Replaces one value somewhere inside, chosen by the generator. */
const replaceSomewhere = (value: unknown, next: Generator): unknown => {
  const isContainer = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  if (!isContainer || next(5) === 0) return strangers[next(strangers.length)]?.(next, value)
  const keys = Object.keys(value)
  const key = keys[next(keys.length)] ?? ''
  if (Array.isArray(value))
    return value.map((item, index) => (`${index}` === key ? replaceSomewhere(item, next) : item))
  return { ...value, [key]: replaceSomewhere((value as Record<string, unknown>)[key], next) }
}

const spoilBytes = (bytes: Buffer, next: Generator): Buffer => {
  const copy = Buffer.from(bytes)
  const kind = next(3)
  if (kind === 0) return copy.subarray(0, next(copy.length))
  if (kind === 1) copy[next(copy.length)] = next(256)
  else copy.write(['"', '{', ',', '\\', '<'][next(5)] ?? '', next(copy.length))
  return copy
}

/** Spoils a good answer: one to three values replaced, or bytes broken; one in two hundred is ten megabytes long. */
export const createMutator =
  (seed: number) =>
  (good: unknown): Buffer => {
    const next = createGenerator(seed)
    if (next(200) === 0) return Buffer.from(JSON.stringify({ long: 'x'.repeat(10_000_000), good }))
    if (typeof good === 'string') return spoilBytes(Buffer.from(good), next)
    if (next(4) === 0) return spoilBytes(Buffer.from(JSON.stringify(good)), next)
    let spoilt = good
    for (let times = 1 + next(3); times > 0; times--) spoilt = replaceSomewhere(spoilt, next)
    return Buffer.from(JSON.stringify(spoilt) ?? '')
  }
