import type { EvidenceChange } from '../evidence/completion-data.ts'

/** A way to spoil the evidence of a completed order. */
export interface Attack {
  /** The step of the reference's verification (12.4) that must catch it. */
  readonly step: number
  readonly what: string
  readonly change: EvidenceChange
}
