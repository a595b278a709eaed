import type { CallContext } from '@nostro/core'
import type { z } from 'zod'
import { accountsSchema, balancesSchema, cardTransactionsSchema, transactionsSchema } from './account-schemas.ts'
import { type Caller, readAnswer, type TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'

/** Where to ask: an account by its id, or a target that the bank gave. */
export type Address =
  | { readonly accountId: string; readonly query: Readonly<Record<string, string | undefined>> }
  | { readonly target: string; readonly query: Readonly<Record<string, string | undefined>> }

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
  accounts: async (call) => {
    const response = await caller.send(endpoints.accounts, call)
    return { body: readAnswer(response, accountsSchema, 'the list of accounts'), headers: response.headers }
  },
  balances: async (address, call) => {
    const response = await caller.send(endpoints.balances, { ...call, ...toParts(address) })
    return { body: readAnswer(response, balancesSchema, 'balances'), headers: response.headers }
  },
  transactions: async (address, call) => {
    const response = await caller.send(endpoints.transactions, { ...call, ...toParts(address) })
    return { body: readAnswer(response, transactionsSchema, 'transactions'), headers: response.headers }
  },
  cardTransactions: async (address, call) => {
    const response = await caller.send(endpoints.cardTransactions, { ...call, ...toParts(address) })
    return { body: readAnswer(response, cardTransactionsSchema, 'card transactions'), headers: response.headers }
  },
})

const toParts = (address: Address) =>
  'target' in address
    ? { target: address.target, query: address.query }
    : { params: { accountId: address.accountId }, query: address.query }
