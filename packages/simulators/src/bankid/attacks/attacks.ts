import type { EvidenceChange } from '../evidence/completion-data.ts'
import type { Attack } from './attack.ts'
import { contentAttacks } from './content-attacks.ts'
import { documentAttacks } from './document-attacks.ts'
import { ocspAttacks } from './ocsp-attacks.ts'
import { signerAttacks } from './signer-attacks.ts'

/** Every attack that the simulator can make, by name (reference 12.5 and the steps of 12.4). */
export const attacks: ReadonlyMap<string, Attack> = new Map<string, Attack>(
  Object.entries({ ...documentAttacks, ...contentAttacks, ...signerAttacks, ...ocspAttacks }),
)

/** The attacks that the coming completions will carry, oldest first. */
export interface AwaitedAttacks {
  /** @returns false when there is no attack of that name. */
  add(name: string, times: number): boolean
  /** What the next evidence gets; uses it up once. */
  take(): EvidenceChange | undefined
  all(): readonly { readonly attack: string; readonly times: number }[]
  clear(): void
}

export const createAwaitedAttacks = (): AwaitedAttacks => {
  let awaited: readonly { readonly attack: string; readonly times: number }[] = []
  return {
    add: (name, times) => {
      if (!attacks.has(name)) return false
      awaited = [...awaited, { attack: name, times }]
      return true
    },
    take: () => {
      const [next, ...rest] = awaited
      if (next === undefined) return undefined
      awaited = next.times > 1 ? [{ ...next, times: next.times - 1 }, ...rest] : rest
      return attacks.get(next.attack)?.change
    },
    all: () => awaited,
    clear: () => {
      awaited = []
    },
  }
}
