import type { Schemas } from '../api/client.ts'

type Account = Schemas['Account']

/** Groups of four, as on a card: `NL91 ABNA 0417 1643 00`. */
export const formatIban = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ')

/** What an account is called: by the bank’s name for it, its product, or its number. */
export const accountName = ({ name, product, iban, maskedPan, id }: Account): string =>
  name ?? product ?? (iban === undefined ? undefined : formatIban(iban)) ?? maskedPan ?? id

type Balance = Schemas['Balance']

/** The balance that is shown, and what can be spent where the bank says that apart. Some banks give no booked balance at all. */
export const mainBalances = (
  account: Account,
): { readonly main?: Balance | undefined; readonly available?: Balance | undefined; readonly isBooked: boolean } => {
  const find = (...types: readonly string[]) =>
    types.flatMap((type) => account.balances.find(({ balanceType }) => balanceType === type) ?? [])[0]
  const booked = find('interimBooked', 'closingBooked', 'openingBooked')
  const available = find('interimAvailable', 'closingAvailable', 'openingAvailable', 'forwardAvailable')
  return {
    main: booked ?? available ?? find('expected') ?? account.balances[0],
    available: booked === undefined ? undefined : available,
    isBooked: booked !== undefined,
  }
}
