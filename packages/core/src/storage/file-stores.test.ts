import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'vitest'
import { connectionStoreCases } from '../testing/connection-store-cases.ts'
import { paymentIntentStoreCases } from '../testing/payment-intent-store-cases.ts'
import { createFileConnectionStore } from './create-file-connection-store.ts'
import { createFilePaymentIntentStore } from './create-file-payment-intent-store.ts'

const masterKey = { id: 'test', key: Buffer.alloc(32, 1) }
let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nostro-stores-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('connections in files', () => {
  it.each(connectionStoreCases)('$name', ({ run }) => run(() => createFileConnectionStore({ dir, masterKey })))
})

describe('payment intents in files', () => {
  it.each(paymentIntentStoreCases)('$name', ({ run }) => run(() => createFilePaymentIntentStore({ dir, masterKey })))
})
