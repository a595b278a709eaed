import type { BankResponse, Random } from '@nostro/core'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const values: readonly Json[] = [
  null,
  0,
  -1,
  1e308,
  '',
  ' ',
  '0',
  'x'.repeat(4000),
  true,
  [],
  {},
  [[]],
  '2026-02-30',
  '-0.0',
  'NaN',
  { href: 1 },
  ['\u0000'],
]
const statuses = [200, 201, 202, 204, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503] as const

/** Everything below a value, with a way to put something else in its place. */
const placesIn = (value: Json): readonly ((next: Json | undefined) => void)[] => {
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) {
    return value.flatMap((each, at) => [
      (next: Json | undefined) => void value.splice(at, 1, ...(next === undefined ? [] : [next])),
      ...placesIn(each),
    ])
  }
  return Object.entries(value).flatMap(([name, each]) => [
    (next: Json | undefined) => {
      if (next === undefined) delete value[name]
      else value[name] = next
    },
    ...placesIn(each),
  ])
}

/** An answer with one or two things wrong: a member, the body's end, its bytes, or the status. */
export const spoilResponse = (response: BankResponse, random: Random): BankResponse => {
  const below = (limit: number): number => Math.floor(random.fraction() * limit)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
  const text = Buffer.from(response.body).toString('utf8')
  const kind = below(10)
  if (kind === 0) return { ...response, status: pick(statuses) }
  if (kind === 1) return { ...response, body: Buffer.from(text.slice(0, below(text.length + 1))) }
  if (kind === 2)
    return {
      ...response,
      body: Buffer.from(pick(['null', '[]', '"x"', '<html>', '', '{"a":', '\ufeff{}', '{"__proto__":{"x":1}}'])),
    }
  try {
    const value = JSON.parse(text) as Json
    for (let change = 0; change <= below(2); change++) {
      const places = placesIn(value)
      if (places.length > 0) pick(places)(below(5) === 0 ? undefined : structuredClone(pick(values)))
    }
    return { ...response, body: Buffer.from(JSON.stringify(value)) }
  } catch {
    return { ...response, status: pick(statuses) }
  }
}
