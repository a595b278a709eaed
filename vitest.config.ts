import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { HeavyFirst } from './test/support/heavy-first.ts'

const conditions = ['@nostro/source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'packages/server/dashboard/src/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    globalSetup: ['test/support/make-keys.ts'],
    setupFiles: ['test/support/share-keys.ts'],
    sequence: { sequencer: HeavyFirst },
    pool: 'forks',
    isolate: false,
    // One more than processors, as some tests wait: for other processes, for a browser, for a bank that is silent.
    maxWorkers: Math.min(availableParallelism(), 4) + 1,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
})
