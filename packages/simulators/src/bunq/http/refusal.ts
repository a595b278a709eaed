import type { Rejection } from '../../http/bank-handler.ts'

/** What the request should have held and what it held: shown on the control address only. */
export interface Evidence {
  readonly expected?: string | undefined
  readonly received?: string | undefined
}

/** A request that the bank turns down: thrown by any check, made into an answer in one place. */
export class Refusal extends Error {
  readonly status: number
  /** One entry of the `Error` array each. */
  readonly descriptions: readonly string[]
  readonly rejection: Rejection

  constructor(status: number, descriptions: readonly string[], rejection: Rejection) {
    super(rejection.reason)
    this.name = 'Refusal'
    this.status = status
    this.descriptions = descriptions
    this.rejection = rejection
  }
}

/** `row` is the row of the bank's list of refusals; `descriptions` are the texts that the client sees. */
export const refusal = (
  row: number,
  status: number,
  descriptions: string | readonly string[],
  reason: string,
  evidence: Evidence = {},
): Refusal =>
  new Refusal(status, typeof descriptions === 'string' ? [descriptions] : descriptions, {
    check: `bunq-${row}`,
    reason,
    ...evidence,
  })

/** The pattern of every "not found" of the API: `Monetary account for id "1" not found.` */
export const notFound = (object: string, id: number | string): Refusal =>
  refusal(
    25,
    404,
    `${object} for id "${id}" not found.`,
    `no ${object.toLowerCase()} with this id belongs to the user`,
    {
      received: String(id),
    },
  )

export const invalidField = (name: string, reason: string, received?: string): Refusal =>
  refusal(23, 400, `Invalid value for field "${name}".`, reason, received === undefined ? {} : { received })

const dutch: readonly (readonly [RegExp, string])[] = [
  [/^Insufficient authorisation\.$/, 'Onvoldoende autorisatie.'],
  [/^Insufficient authentication\.$/, 'Onvoldoende authenticatie.'],
  [/^Insufficient balance\.$/, 'Onvoldoende saldo.'],
  [/^Monetary account for id "(\d+)" not found\.$/, 'Rekening met id "$1" is niet gevonden.'],
]

/** The text in `X-Bunq-Language`: Dutch where the bank's Dutch is known, English otherwise. */
export const translate = (description: string, language: string | undefined): string => {
  if (language !== 'nl_NL') return description
  const found = dutch.find(([pattern]) => pattern.test(description))
  return found === undefined ? description : description.replace(found[0], found[1])
}
