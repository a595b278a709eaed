import type { Validity } from './issue-certificate.ts'

const day = 86_400_000
const year = 365 * day

/**
 * Which dates a test certificate has. TLS always judges them by the machine's clock, so `expired` and `not-yet-valid`
 * are so in real time, whatever the simulators' clock says.
 */
export type ValidityChoice = 'valid' | 'expired' | 'not-yet-valid' | Validity

/**
 * One year back and two ahead of the machine's clock (within the 39 months that ING allows), stretched where needed so
 * that the simulators' own clock lies inside as well. Epoch milliseconds.
 */
export const leafValidity = (realNow: number, simulatedNow: number = realNow): Validity => ({
  notBefore: Math.min(realNow - year, simulatedNow - 30 * day),
  notAfter: Math.max(realNow + 2 * year, simulatedNow + year),
})

/** Wide enough for every leaf below. */
export const authorityValidity = (leaf: Validity): Validity => ({
  notBefore: leaf.notBefore - 5 * year,
  notAfter: leaf.notAfter + 8 * year,
})

export const chosenValidity = (choice: ValidityChoice, realNow: number): Validity => {
  if (choice === 'valid') return leafValidity(realNow)
  if (choice === 'expired') return { notBefore: realNow - 2 * year, notAfter: realNow - day }
  if (choice === 'not-yet-valid') return { notBefore: realNow + day, notAfter: realNow + 2 * year }
  return choice
}
