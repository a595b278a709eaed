const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const product = '(?:pain\\.001-)?[a-z]+(?:-[a-z]+)*-transfers'

/** The paths of ING's signed calls, by its specifications. */
const paths = [
  '/v[1-4]/accounts',
  `/v[1-4]/(?:card-)?accounts/${id}/(?:balances|transactions)`,
  `/v[12]/(?:bulk-|periodic-)?payments(?:/${product}(?:/${id}(?:/status)?)?)?`,
  '/v[1-3]/funds-confirmations',
  '/oauth2/(?:token(?:/revoke)?|authorization-server-url|applications(?:/[^/]+)*)',
  '/(?:signed/|mtls-only/)?greetings(?:/single)?',
  '/payment-requests(?:/[^/]+)*',
].map((source) => new RegExp(`^${source}$`))

/** Parameters whose values have a known form. */
const values: Readonly<Record<string, RegExp>> = {
  currency: /^[A-Z]{3}$/,
  dateFrom: /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/,
  dateTo: /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/,
  limit: /^[1-9]\d{0,3}$/,
  next: /^.+$/,
  balanceTypes: /^[A-Za-z,%2C]+$/,
  fieldsToOmit: /^[A-Za-z,%2C]+$/,
  scope: /^.+$/,
  redirect_uri: /^.+$/,
  country_code: /^[A-Z]{2}$/,
  state: /^.+$/,
}

const isOrdinary = (query: string): boolean => {
  const pairs = query.split('&').map((pair) => pair.split('='))
  const names = new Set(pairs.map(([name]) => name))
  return (
    names.size === pairs.length &&
    pairs.every(([name = '', value = '', more]) => more === undefined && values[name]?.test(value) === true)
  )
}

/** The part of a target that is not as any call of ING's interfaces has it; undefined when both look good. */
export const oddPart = (target: string): 'path' | 'query' | undefined => {
  const [path = '', ...rest] = target.split('?')
  if (!paths.some((pattern) => pattern.test(path))) return 'path'
  if (rest.length > 0) return isOrdinary(rest.join('?')) ? undefined : 'query'
  return /\/(?:transactions|authorization-server-url)$/.test(path) ? 'query' : undefined
}
