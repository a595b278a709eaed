/** Which bank speaks: stands in each error. */
export interface Bank {
  /** Manifest id of the provider, such as `ing`. */
  readonly provider: string
  /** The bank as people write it, such as `ING`. */
  readonly name: string
}
