import type { Row } from './row.ts'

export interface BenchSettings {
  /** Small numbers: proves that a bench runs, says nothing about speed. */
  readonly quick: boolean
  /** A line for people who wait. */
  progress(text: string): void
}

export interface Bench {
  /** For `--only`. */
  readonly name: string
  run(settings: BenchSettings): Promise<readonly Row[]>
}
