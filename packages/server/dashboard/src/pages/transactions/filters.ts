/** What the list can be narrowed by, as it stands in the address. */
export interface Filters {
  readonly q?: string | undefined
  readonly accountId?: string | undefined
  readonly bookingStatus?: 'booked' | 'pending' | undefined
  readonly dateFrom?: string | undefined
  readonly dateTo?: string | undefined
  readonly amountMin?: string | undefined
  readonly amountMax?: string | undefined
}

export const filterNames = [
  'q',
  'accountId',
  'bookingStatus',
  'dateFrom',
  'dateTo',
  'amountMin',
  'amountMax',
] as const satisfies readonly (keyof Filters)[]

/** Reads the address; what it does not know is left out. */
export const toFilters = (query: Readonly<Record<string, string>>): Filters => {
  const text = (name: string): string | undefined => (query[name] === '' ? undefined : query[name])
  const status = query['bookingStatus']
  return {
    q: text('q'),
    accountId: text('accountId'),
    bookingStatus: status === 'booked' || status === 'pending' ? status : undefined,
    dateFrom: text('dateFrom'),
    dateTo: text('dateTo'),
    amountMin: text('amountMin'),
    amountMax: text('amountMax'),
  }
}

export const toAddress = (filters: Filters): string => {
  const query = new URLSearchParams()
  for (const name of filterNames) {
    const value = filters[name]
    if (value !== undefined) query.set(name, value)
  }
  const text = query.toString()
  return text === '' ? '/transactions' : `/transactions?${text}`
}

/** What an export can be narrowed by: account and days. */
export const toExportQuery = ({ accountId, dateFrom, dateTo }: Filters): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ accountId, dateFrom, dateTo })) {
    if (value !== undefined) query.set(name, value)
  }
  return query.toString()
}
