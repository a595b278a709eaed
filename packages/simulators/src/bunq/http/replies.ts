import { type Page, pageOf } from './paging.ts'
import { notFound } from './refusal.ts'
import type { OpenCall, Reply, SessionCall } from './route.ts'

/** One page of a listing, each item as the API shows it. */
export const listReply = <T extends { readonly id: number }>(
  call: OpenCall,
  ascending: readonly T[],
  wire: (item: T) => object,
): Reply => {
  const { items, pagination }: Page<T> = pageOf(ascending, call.page)
  return { objects: items.map(wire), pagination }
}

/** The item that the path names by `{id}`, or row 25 in the bank's pattern. */
export const findHere = <T extends { readonly id: number }>(
  call: OpenCall,
  items: readonly T[],
  name: string,
  part = 'id',
): T => {
  const id = call.id(part)
  const found = items.find((item) => item.id === id)
  if (found === undefined) throw notFound(name, id)
  return found
}

/** The items of the account in the path. */
export const ofAccount = <T extends { readonly accountId: number }>(
  call: SessionCall,
  items: readonly T[],
): readonly T[] => items.filter((item) => item.accountId === call.account.id)
