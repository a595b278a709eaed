/** In what the systems behind one country differ from the rest. Each quirk has a profile that shows it. */
export interface Quirks {
  /** Version in the links to transactions; recordings show v2. */
  readonly transactionsLink: 'v2' | 'v3'
  readonly cardLink: 'v1' | 'v2'
  /** Amounts as strings with a sign. */
  readonly amountsAsStrings?: true
  /** Mandate and creditor id inside the unstructured remittance text. */
  readonly germanMandates?: true
  /** `cardAccount` as an array with one object. */
  readonly cardAccountAsArray?: true
  /** `transactions.info` missing, a counterparty account `{}` where it is unknown, BBAN as a number. */
  readonly sparse?: true
  /** Days of history once the hour after the customer's authentication is over. */
  readonly historyDays?: number
  readonly products: Readonly<Record<'current' | 'savings' | 'joint' | 'card', string>>
  readonly transactionType: string
}
