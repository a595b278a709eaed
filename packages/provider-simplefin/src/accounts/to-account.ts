import { type Account, accountIdentity, type Balance, NostroError, toInstant, toMoney } from '@nostro/core'
import { simpleFin } from '../api/bank.ts'
import type { WireAccount, WireConnection } from '../api/schemas.ts'

/** Whose account: a login at an institution in version 2, the organisation in version 1. */
const ownerOf = ({ conn_id: connection, org }: WireAccount): string =>
  connection ?? org?.id ?? org?.domain ?? org?.name ?? ''

/** Ids are unique within an institution alone, so the institution's stands in front. */
export const idOf = (wire: WireAccount): string => `${ownerOf(wire)}|${wire.id}`

/**
 * ISO 4217, or the error for points and miles: their currency is the address of a description, and they are no money.
 * @throws NostroError `protocol_violation`, which costs the account and is a problem of the page
 */
export const currencyOf = ({ currency, name }: WireAccount): string => {
  if (/^[A-Z]{3}$/.test(currency)) return currency
  const isOwn = /^https?:\/\//.test(currency)
  throw new NostroError({
    code: 'protocol_violation',
    provider: simpleFin.provider,
    message: isOwn
      ? `“${(name ?? '').slice(0, 60)}” counts in points or miles of its own, which are no money`
      : `“${currency.slice(0, 12)}” is no ISO 4217 currency`,
  })
}

const institutionOf = ({ conn_id: id, org }: WireAccount, connections: ReadonlyMap<string, WireConnection>) => {
  const connection = id === undefined ? undefined : connections.get(id)
  const name = connection?.org_name ?? connection?.name ?? org?.name ?? org?.domain
  return name === undefined ? undefined : { name }
}

/** An account of any institution. What kind it is the protocol does not say. */
export const toAccount = (
  wire: WireAccount,
  raw: unknown,
  connections: ReadonlyMap<string, WireConnection>,
): Account => {
  const currency = currencyOf(wire)
  const id = idOf(wire)
  return {
    id,
    ...accountIdentity({ id, currency }),
    kind: 'unknown',
    provider: simpleFin.provider,
    institution: institutionOf(wire, connections),
    currency,
    name: wire.name,
    status: 'unknown',
    raw,
  }
}

/** The balance as booked, and what is available where the server says it apart. */
export const toBalances = (wire: WireAccount): readonly Balance[] => {
  const currency = currencyOf(wire)
  const date = wire['balance-date']
  const lastChange = date === undefined || date === 0 ? undefined : toInstant(date * 1000)
  const raw = { balance: wire.balance, 'available-balance': wire['available-balance'], 'balance-date': date }
  const available = wire['available-balance']
  return [
    { balanceType: 'interimBooked', amount: toMoney(wire.balance, currency), lastChange, raw },
    ...(available === undefined
      ? []
      : [{ balanceType: 'interimAvailable' as const, amount: toMoney(available, currency), lastChange, raw }]),
  ]
}
