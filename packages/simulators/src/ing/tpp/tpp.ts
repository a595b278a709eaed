/** A TPP whose certificates the simulated ING did not issue and shall trust all the same. */
export interface Tpp {
  /** PEM of the QWAC; the certificates of its issuers may follow it. */
  readonly tls: string
  /** PEM of the QSealC; the certificates of its issuers may follow it. */
  readonly signing: string
  /** PEM of further authorities: whatever they issue is trusted too. */
  readonly authorities?: string | undefined
  /** A UUID; made from the QWAC when absent, so that it is the same at each start. */
  readonly clientId?: string | undefined
  /** Those of the first application when absent. */
  readonly redirectUris?: readonly string[] | undefined
}

/** What came of taking a TPP in. */
export interface TrustedTpp {
  readonly clientId: string
  readonly redirectUris: readonly string[]
  /** The PSD2 roles in the QWAC. Without any it may do everything, which no bank would let it. */
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
  /** Subjects of the authorities that are trusted because of it. */
  readonly authorities: readonly string[]
}
