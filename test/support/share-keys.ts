import { sharedPki } from '../../packages/simulators/src/pki/shared-pki.ts'

const worker = globalThis as { nostroHasKeys?: true }

// Once for each test process: its simulators start with the keys that `make-keys.ts` has made.
if (worker.nostroHasKeys === undefined) {
  worker.nostroHasKeys = true
  await sharedPki({ folder: process.env['NOSTRO_SIMULATORS_KEYS'] ?? '' })
}
