import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Row } from '../src/row.ts'

const main = join(import.meta.dirname, '../dist/main.js')

const run = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [main, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

describe('the bench', () => {
  it('runs whole in small and gives a finite ratio for everything', { timeout: 600_000 }, () => {
    const { quick, rows } = JSON.parse(run('--quick', '--json')) as { quick: boolean; rows: readonly Row[] }
    expect(quick).toBe(true)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) {
      expect({ name: row.name, ratio: Number.isFinite(row.ratio) && row.ratio > 0 }).toEqual({
        name: row.name,
        ratio: true,
      })
    }
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  })
})
