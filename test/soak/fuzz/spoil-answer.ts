import type { BankResponse } from '../../../packages/core/src/index.ts'
import { createMutator } from '../../../packages/provider-ing/test/mutate.ts'
import { createChoices } from '../mutants/random.ts'

const strange = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  'null',
  'x'.repeat(70_000),
  'Thu, 99 Foo 9999 99:99:99 GMT',
  '"',
  '{',
  '\u00ff\u0000',
  'a, b, c',
  '-'.repeat(300),
]
const names = [
  'date',
  'retry-after',
  'content-type',
  'content-length',
  'digest',
  'x-jws-signature',
  'x-bunq-server-signature',
  'x-bunq-client-response-id',
  'x-ing-response-id',
  'location',
  'ratelimit-reset',
  'set-cookie',
  'aspsp-sca-approach',
] as const
const statuses = [
  200, 200, 200, 201, 202, 204, 301, 304, 400, 401, 403, 404, 405, 409, 415, 418, 422, 429, 466, 491, 500, 502, 503,
  599,
] as const

const parsed = (body: Uint8Array): unknown => {
  const text = Buffer.from(body).toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A good answer with its status, some headers or its body replaced, by the seed. */
export const spoilAnswer = (seed: number, good: BankResponse): BankResponse => {
  const choices = createChoices(`answer/${seed}`)
  const headers: Record<string, string> = { ...good.headers }
  for (let times = choices.below(3); times > 0; times--) headers[choices.of(names)] = choices.of(strange)
  if (choices.below(4) === 0) delete headers[choices.of(Object.keys(headers).concat('date'))]
  const status = choices.below(3) === 0 ? choices.of(statuses) : good.status
  const body = choices.below(4) === 0 ? good.body : createMutator(seed)(parsed(good.body))
  return { status, headers, body }
}
