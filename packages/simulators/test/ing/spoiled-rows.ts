import { expect, it } from 'vitest'
import type { Harness, HarnessOptions } from './ing-harness.ts'
import { createHarness, jsonOf } from './ing-harness.ts'
import type { Draft } from './tpp-requests.ts'

/** A good request with one thing spoiled, and what the bank's list says of it. */
export interface SpoiledRow {
  readonly row: number
  readonly name: string
  readonly status: number
  readonly make: (bank: Harness) => Draft | Promise<Draft>
  /** A part of the answer's body. */
  readonly body?: Readonly<Record<string, unknown>>
  /** What the developer reads. */
  readonly reason?: RegExp
  readonly options?: HarnessOptions
}

export const SIGNATURE_BODY = { message: 'Signature could not be successfully verified' }

/** A signature that the bank cannot verify: status and body are the same for all of them. */
export const signatureRow = (row: number, name: string, make: SpoiledRow['make'], reason?: RegExp): SpoiledRow => ({
  row,
  name,
  make,
  status: 401,
  body: SIGNATURE_BODY,
  ...(reason === undefined ? {} : { reason }),
})

/** The request with a header changed after it was signed, or without it. */
export const withHeader = (draft: Draft, name: string, value: string | undefined): Draft => {
  const { [name]: _old, ...rest } = draft.headers ?? {}
  return { ...draft, headers: value === undefined ? rest : { ...rest, [name]: value } }
}

export const tppMessage = (code: string, more: Readonly<Record<string, string>> = {}) => ({
  tppMessages: [{ category: 'ERROR', code, ...more }],
})

/** One test per row: status, body, and the number of the check. */
export const itRefuses = (rows: readonly SpoiledRow[]): void => {
  it.each(rows.map((row) => [`row ${row.row}: ${row.name}`, row] as const))('refuses %s', async (_title, row) => {
    const bank = await createHarness(row.options)
    const answer = await bank.send(await row.make(bank))
    expect({ status: answer.status, check: answer.rejection?.check }, answer.rejection?.reason).toEqual({
      status: row.status,
      check: `ing-${row.row}`,
    })
    expect(row.body ? jsonOf(answer) : {}).toMatchObject(row.body ?? {})
    expect(answer.rejection?.reason).toMatch(row.reason ?? /./)
    expect(answer.headers?.['X-ING-Response-ID']).toMatch(/^[0-9a-f-]{36}$/)
  })
}
