/** Which API a path belongs to: it decides the shape of an error's body. */
export type ApiFamily = 'oauth' | 'ais' | 'caf' | 'pis' | 'showcase' | 'payment-requests'

const FAMILIES: readonly (readonly [RegExp, ApiFamily])[] = [
  [/^\/v\d+\/(accounts|card-accounts)(\/|$)/, 'ais'],
  [/^\/v\d+\/(payments|periodic-payments|bulk-payments)(\/|$)/, 'pis'],
  [/^\/v\d+\/funds-confirmations(\/|$)/, 'caf'],
  [/^\/(greetings|signed\/greetings|mtls-only\/greetings)(\/|$)/, 'showcase'],
  [/^\/payment-requests(\/|$)/, 'payment-requests'],
]

export const familyOf = (path: string): ApiFamily => FAMILIES.find(([pattern]) => pattern.test(path))?.[1] ?? 'oauth'
