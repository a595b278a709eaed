/** Randomness as a parameter. Must be cryptographically strong outside tests. */
export interface Random {
  bytes(size: number): Uint8Array
  /** Lower-case version-4 UUID (RFC 9562). */
  uuid(): string
  /** A float in [0, 1), for jitter only. */
  fraction(): number
}
