import { expect, it } from 'vitest'
import { NostroError } from '../errors/nostro-error.ts'
import type { Schema, SchemaIssue } from '../parsing/parse-response.ts'
import { checkOptions } from './check-options.ts'

const failing = (issue: SchemaIssue & { readonly keys?: readonly string[] | undefined }): Schema<never> => ({
  safeParse: () => ({ success: false, error: { issues: [issue] } }),
})
const of = { provider: 'bank', name: 'Bank', taker: 'createBankProvider', fileContents: ['tls', 'ca'] }

it.each([
  ['a wrong value', { path: ['timeoutMs'], message: 'must be positive' }, undefined, 'timeoutMs', 'createBankProvider'],
  ['an unknown key', { path: ['tls'], message: 'Unrecognized', keys: ['kee'] }, undefined, 'tls.kee', 'spelling'],
  [
    'a path in place of a file',
    { path: ['certificate'], message: 'must be PEM' },
    'tls',
    'tls.certificate',
    'readFileSync',
  ],
  ['a name that only begins alike', { path: ['canary'], message: 'is odd' }, undefined, 'canary', 'createBankProvider'],
] as const)('%s', (_name, issue, at, path, hint) => {
  // A validator's own words for a key that it does not know are of no use to people.
  const reason = 'keys' in issue ? 'is not known' : issue.message
  const options = at === undefined ? of : { ...of, at }
  const check = (): unknown => checkOptions(failing(issue), {}, options)
  expect(check).toThrow(NostroError)
  expect(check).toThrow(
    expect.objectContaining({
      code: 'invalid_config',
      message: `Bank option \`${path}\`: ${reason}.`,
      hint: expect.stringContaining(hint),
    }),
  )
})

it('gives back what the schema makes of the options', () => {
  const schema: Schema<number> = { safeParse: () => ({ success: true, data: 7 }) }
  expect(checkOptions(schema, {}, of)).toBe(7)
})
