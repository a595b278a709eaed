import type { Bank } from '../bank.ts'
import { invalidField } from '../errors/invalid-request.ts'

/**
 * The redirect URI to use. Compared exactly with the registered ones, as banks do; the only registered one is taken
 * when none is wanted.
 * @throws NostroError `invalid_request`
 *
 * @example
 * chooseRedirectUri(request.redirectUri, settings.redirectUris, bank)
 */
export const chooseRedirectUri = (wanted: string | undefined, registered: readonly string[], bank: Bank): string => {
  const [only] = registered
  const refuse = (problem: string, hint: string) => invalidField(bank, { field: 'redirectUri', problem, hint })
  if (wanted === undefined) {
    if (only !== undefined && registered.length === 1) return only
    throw refuse(
      registered.length === 0 ? 'is missing' : 'is missing, and several are registered',
      `Pass one that is registered with ${bank.name}, exactly as it is registered.`,
    )
  }
  if (!URL.canParse(wanted)) throw refuse('is not an absolute URL', 'Write it like https://tpp.example/cb.')
  if (registered.length === 0 || registered.includes(wanted)) return wanted
  throw refuse(
    'is not one of `redirectUris`',
    `${bank.name} compares it character by character. Use one of: ${registered.join(', ')}; or register this one first.`,
  )
}
