import { mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** Each test file begins a second before a midnight; see scripts/midnight.mjs. */
export default mergeConfig(base, {
  test: { setupFiles: ['test/support/midnight/start-before-midnight.ts'] },
})
