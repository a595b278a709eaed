import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type LedgerPlace = { readonly file: string } | { readonly url: string; readonly schema: string }

export interface LedgerStep {
  readonly step: 'first' | 'raw' | 'overlap' | 'full' | 'page' | 'search' | 'texts' | 'rare' | 'reference' | 'months'
  readonly place: LedgerPlace
  /** Where `raw` takes its rows. */
  readonly from?: LedgerPlace | undefined
  readonly count: number
}

export interface LedgerStepResult {
  readonly ms: number
  /** Processor time of what `ms` measures, all threads. */
  readonly cpuMs: number
  /** The most memory that the process ever had. */
  readonly mib: number
}

const script = fileURLToPath(new URL('./ledger-step.js', import.meta.url))

/** Runs one step in a process of its own. */
export const runLedgerStep = (step: LedgerStep): Promise<LedgerStepResult> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [script, JSON.stringify(step)], { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as LedgerStepResult)
      else reject(new Error(`The step “${step.step}” of the ledger’s bench failed: ${stderr.slice(0, 500)}`))
    })
  })
