/** Options that every command which talks to banks takes. */
export interface SettingOptions {
  readonly config?: string | undefined
  readonly verbose?: boolean | undefined
  /** `--provider`: only this bank, by its name in the configuration or its provider's id. */
  readonly provider?: string | undefined
  /** `--connection`: only this one, by its id, label or bank's name in the configuration. */
  readonly connection?: string | undefined
}
