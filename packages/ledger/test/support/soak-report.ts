import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Keeps figures for `npm run soak`, which prints them at its end. */
export const reportFigures = (name: string, figures: object): void => {
  const folder = process.env['NOSTRO_SOAK_REPORTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `ledger-${name}.json`), JSON.stringify(figures))
}
