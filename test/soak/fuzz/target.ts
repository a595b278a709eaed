import { NostroError } from '../../../packages/core/src/index.ts'

/** Something that takes input from strangers. */
export interface FuzzTarget {
  readonly name: string
  /** Feeds it what this seed makes. Ends well, or in an error that is a fault of ours. */
  run(seed: number): Promise<void>
  /** The simulated bank behind it begins anew: what it remembered is gone. */
  forget?(): void
  close?(): Promise<void>
}

/** Any value is good, and so is a NostroError; anything else thrown is a fault of ours. */
export const endsWell = async (work: () => unknown): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
  }
}
