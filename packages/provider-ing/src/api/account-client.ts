import { type BankResponse, type CallContext, parseResponse, type Schema } from '@nostro/core'
import type { z } from 'zod'
import { accountsSchema, balancesSchema, cardTransactionsSchema, transactionsSchema } from './account-schemas.ts'
import type { Caller, TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'
import { bankRequestIdHeader } from './errors.ts'
import { decimalKeys } from './wire-fields.ts'

/** Where to ask: an account by its id, or a target that the bank gave. */
export type Address =
  | { readonly accountId: string; readonly query: Readonly<Record<string, string>> }
  | { readonly target: string; readonly query: Readonly<Record<string, string>> }

interface CustomerCall {
  readonly authorize: TokenAuthorizer<'customer'>
  readonly ctx: CallContext | undefined
}

export interface Answer<T> {
  readonly body: T
  readonly headers: Readonly<Record<string, string>>
}

/** Account information: one method for each endpoint, wire shapes out. */
export interface AccountClient {
  accounts(call: CustomerCall): Promise<Answer<z.infer<typeof accountsSchema>>>
  balances(address: Address, call: CustomerCall): Promise<Answer<z.infer<typeof balancesSchema>>>
  transactions(address: Address, call: CustomerCall): Promise<Answer<z.infer<typeof transactionsSchema>>>
  cardTransactions(address: Address, call: CustomerCall): Promise<Answer<z.infer<typeof cardTransactionsSchema>>>
}

export const createAccountClient = (caller: Caller): AccountClient => ({
  accounts: async (call) => read(await caller.send(endpoints.accounts, call), accountsSchema, 'the list of accounts'),
  balances: async (address, call) =>
    read(await caller.send(endpoints.balances, { ...call, ...toParts(address) }), balancesSchema, 'balances'),
  transactions: async (address, call) =>
    read(
      await caller.send(endpoints.transactions, { ...call, ...toParts(address) }),
      transactionsSchema,
      'transactions',
    ),
  cardTransactions: async (address, call) =>
    read(
      await caller.send(endpoints.cardTransactions, { ...call, ...toParts(address) }),
      cardTransactionsSchema,
      'card transactions',
    ),
})

const toParts = (address: Address) =>
  'target' in address
    ? { target: address.target, query: address.query }
    : { params: { accountId: address.accountId }, query: address.query }

const read = <T>(response: BankResponse, schema: Schema<T>, what: string): Answer<T> => {
  const bankRequestId = response.headers[bankRequestIdHeader]
  const body = parseResponse(response, schema, {
    provider: 'ing',
    what,
    decimalKeys,
    ...(bankRequestId === undefined ? {} : { bankRequestId }),
  })
  return { body, headers: response.headers }
}
