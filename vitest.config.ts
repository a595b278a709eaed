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
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
