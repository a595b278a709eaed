import { NostroError } from '@nostro/core'
import { countries } from '../countries.ts'

/** The redirect URI to use: compared exactly with the registered ones, as ING does. */
export const chooseRedirectUri = (wanted: string | undefined, registered: readonly string[]): string => {
  const [only] = registered
  if (wanted === undefined) {
    if (only !== undefined && registered.length === 1) return only
    throw refuse(
      registered.length === 0
        ? 'No redirect URI is given.'
        : 'Several redirect URIs are registered, and none is chosen.',
      'Pass `redirectUri`: one of those registered with ING, letter for letter.',
    )
  }
  if (registered.length === 0 || registered.includes(wanted)) return wanted
  throw refuse(
    `The redirect URI ${wanted} is not one of \`redirectUris\`.`,
    `ING compares letter for letter. Use one of: ${registered.join(', ')}; or register this one first.`,
  )
}

/** @throws NostroError `invalid_request` naming the countries that there are */
export const chooseCountry = (code: string | undefined): string | undefined => {
  if (code === undefined || Object.hasOwn(countries, code)) return code
  throw refuse(
    `ING has no authorization page for “${code.slice(0, 8)}”.`,
    `Use one of: ${Object.keys(countries).join(', ')}.`,
  )
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'ing', message, hint })
