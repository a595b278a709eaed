/** A seeded random source: the same seed and purpose give the same sequence on every machine. */
export interface Random {
  /** A float in [0, 1). */
  next(): number
  /** An integer in [min, max]. */
  integer(min: number, max: number): number
  pick<T>(items: readonly [T, ...T[]]): T
  /** A lower-case version-4 UUID. */
  uuid(): string
}
