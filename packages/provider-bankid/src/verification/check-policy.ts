import type { CompletionData } from '../api/schemas.ts'
import { CheckFailure } from './check-failure.ts'

/** How much risk each word of BankID's stands for. */
const levels: ReadonlyMap<unknown, number> = new Map([
  ['low', 1],
  ['moderate', 2],
  ['high', 3],
])

/**
 * What the order required beyond the signature: an identity document that was scanned, and a risk not above the accepted one. Both
 * stand in BankID's answer alone, which came over TLS and is not signed.
 *
 * @throws CheckFailure `policy`
 */
export const checkPolicy = (
  { stepUp, risk }: Pick<CompletionData, 'stepUp' | 'risk'>,
  request: Readonly<Record<string, unknown>>,
): void => {
  const requirement = (request['requirement'] ?? {}) as Readonly<Record<string, unknown>>
  if (requirement['mrtd'] === true && stepUp?.mrtd !== true) {
    throw new CheckFailure('policy', 'the identity document was required and not scanned')
  }
  const accepted = levels.get(requirement['risk'])
  // A word that is not known may stand for any risk; none at all where BankID could not tell.
  const level = risk == null ? 0 : (levels.get(risk) ?? Number.POSITIVE_INFINITY)
  if (accepted !== undefined && level > accepted) {
    throw new CheckFailure('policy', 'the risk is higher than the order accepts')
  }
}
