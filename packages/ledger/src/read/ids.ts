import { NostroError } from '@nostro/core'

/** @throws NostroError `invalid_request` when the text is no id of an account. */
export const parseAccountId = (id: string): number => {
  const match = /^a([1-9]\d{0,8})$/.exec(id)
  if (match?.[1] === undefined) throw badId(id, 'account', 'a7')
  return Number(match[1])
}

/** @throws NostroError `invalid_request` when the text is no id of an entry. */
export const parseTransactionId = (id: string): { readonly account: number; readonly no: number } => {
  const match = /^a([1-9]\d{0,8})-([1-9]\d{0,8})$/.exec(id)
  if (match?.[1] === undefined || match[2] === undefined) throw badId(id, 'entry', 'a7-42')
  return { account: Number(match[1]), no: Number(match[2]) }
}

const badId = (id: string, what: string, sample: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    message: `“${id.slice(0, 24)}” is not the id of an ${what} of the ledger.`,
    hint: `Ids look like ${sample}.`,
  })

export const unknownId = (id: string): NostroError =>
  new NostroError({
    code: 'not_found',
    message: `The ledger has no ${id.slice(0, 24)}.`,
    hint: 'List the ledger’s accounts or entries to see the ids.',
  })
