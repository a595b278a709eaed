import type { CallContext, PsuContext } from '@nostro/core'

/** RFC 5870's `GEO:52.5;13.1` as this service writes it: `52.5,13.1`. */
const toLocation = (geo: string | undefined): string | undefined => {
  const [, latitude, longitude] = /^GEO:(-?[\d.]+)[;,](-?[\d.]+)$/i.exec(geo ?? '') ?? []
  return latitude === undefined ? undefined : `${latitude},${longitude}`
}

const valuesOf = (psu: PsuContext): Readonly<Record<string, string | undefined>> => ({
  'Psu-Ip-Address': psu.ipAddress,
  'Psu-User-Agent': psu.userAgent,
  'Psu-Accept': psu.accept,
  'Psu-Accept-Charset': psu.acceptCharset,
  'Psu-Accept-Encoding': psu.acceptEncoding,
  'Psu-Accept-language': psu.acceptLanguage,
  'Psu-Geo-Location': toLocation(psu.geoLocation),
})

export interface PsuRules {
  /** `never` at banks that fail with these headers. */
  readonly policy: 'auto' | 'never'
  /** What the bank wants when it gets any, in any case. */
  readonly required: readonly string[]
}

/**
 * The headers that say the customer is present: all that the bank requires or none, since a part is refused. They are
 * never made up: without `ctx.psu` the call counts as one without the customer.
 *
 * @example
 * psuHeaders({ psu: { ipAddress: '192.0.2.1' } }, { policy: 'auto', required: [] }) // { 'Psu-Ip-Address': '192.0.2.1' }
 */
export const psuHeaders = (ctx: CallContext | undefined, rules: PsuRules): Readonly<Record<string, string>> => {
  if (ctx?.psu === undefined || rules.policy === 'never') return {}
  const known = Object.entries(valuesOf(ctx.psu)).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  )
  const names = new Set(known.map(([name]) => name.toLowerCase()))
  return rules.required.every((name) => names.has(name.toLowerCase())) ? Object.fromEntries(known) : {}
}
