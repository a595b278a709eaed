import { expect, it } from 'vitest'
import {
  type Call,
  type Client,
  clientKey,
  connect,
  openBunq,
  otherKey,
  send,
  signBody,
  toBravo,
} from './bunq-client.ts'

/** A row of the list of what bunq must reject: the number there, and one thing to spoil. */
export interface Row {
  readonly row: number
  readonly what: string
  readonly status: number
  readonly text: string
  /** What to send; the good payment, changed in one point. */
  readonly call: (good: Good) => Partial<Call>
}

export interface Good {
  readonly client: Client
  readonly other: Client
  readonly call: Call
  readonly json: string
}

/** A payment that bunq takes, and who pays. */
export const goodPayment = async (): Promise<Good> => {
  const bunq = openBunq()
  const client = await connect(bunq)
  const other = await connect(bunq, { key: otherKey })
  const json = JSON.stringify(toBravo())
  const call = { method: 'POST', path: `${account({ client })}/payment`, token: client.sessionToken, ...body(json) }
  return { client, other, json, call }
}

/** One test for each row: status, text and the check that refused, in the bank's own form. */
export const refusesEach = (rows: readonly Row[], good: () => Good): void => {
  it.each(rows)('row $row: $what', async ({ row, status, text, call }) => {
    const answer = await send(good().client.bunq, { ...good().call, ...call(good()) })
    expect({ status: answer.status, errors: answer.errors, check: answer.check }).toEqual({
      status,
      errors: [text],
      check: `bunq-${row}`,
    })
    expect(answer.headers['Content-Type']).toBe('application/json')
    expect(answer.headers['X-Bunq-Client-Response-Id']).toBeDefined()
  })
}

export const body = (json: string, key = clientKey): Partial<Call> => ({ body: json, signature: signBody(json, key) })

export const changed = (change: object): Partial<Call> => body(JSON.stringify({ ...toBravo(), ...change }))

export const get =
  (path: (good: Good) => string) =>
  (good: Good): Partial<Call> => ({
    method: 'GET',
    path: path(good),
    body: '',
    signature: undefined,
  })

export const account = ({ client }: Pick<Good, 'client'>): string =>
  `user/${client.userId}/monetary-account/${client.accountId}`
