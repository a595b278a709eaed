import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashPayment, type Payment, type StoreProblem } from '@nostro/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLedger, openStores } from '../src/index.ts'
import { openFileStores, storePlaces } from '../src/stores/file-stores.ts'
import { rotateKeys } from '../src/stores/rotate-keys.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'nostro-ledger-stores-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const env = () => ({ HOME: folder })
const inFiles = () => ({ folder, config: { banks: {} } })
const inLedger = () => ({ folder, config: { banks: {}, ledger: { file: 'ledger.sqlite' } } })

const token = 'secret-access-token-0815'
const session = (id: string) =>
  ({ specVersion: 1, id, provider: 'ing', purpose: 'accounts', revision: 1, createdAt: 5, secrets: { token } }) as const
const connection = (id: string) =>
  ({
    id,
    instance: 'ing',
    provider: 'ing',
    sessionId: `${id}-session`,
    createdAt: 5,
    updatedAt: 5,
    revision: 1,
  }) as const
const payment: Payment = {
  type: 'sepa-credit-transfer',
  amount: { amount: '1.00', currency: 'EUR' },
  debtorAccount: { iban: 'NL91ABNA0417164300' },
  creditor: { name: 'Shop', account: { iban: 'NL20INGB0001234567' } },
} as unknown as Payment
const intent = {
  provider: 'ing',
  key: 'key-1',
  payment,
  paymentHash: hashPayment(payment),
  createdAt: 5,
  attempts: [],
  state: 'prepared',
  revision: 1,
} as const

/** What a program kept before it had a ledger. */
const fillFiles = async (): Promise<void> => {
  const { sessions, connections, intents } = await openFileStores(inFiles(), { env: env() })
  for (const id of ['a', 'b']) {
    await connections.put(connection(id), undefined)
    await sessions.put(session(`${id}-session`), undefined)
  }
  await intents.begin(intent)
  await intents.update({ ...intent, state: 'sent', attempts: [{ at: 6 }], revision: 2 }, 1)
}

const dir = (): string => storePlaces(inFiles(), env()).dir
const filesOf = (name: string): readonly string[] => {
  const path = join(dir(), name)
  return existsSync(path) ? readdirSync(path).filter((file) => file.endsWith('.json')) : []
}

describe('stores of a program with a ledger', () => {
  it('take over what lay in files, also a payment on its way, and keep it over restarts', async () => {
    await fillFiles()
    const stores = await openStores(inLedger(), { env: env() })
    expect((await stores.connections.list()).map(({ id }) => id)).toEqual(['a', 'b'])
    await stores.connections.delete('b')
    await stores.close()
    for (const name of ['sessions', 'connections', 'payments']) {
      expect(filesOf(name)).toEqual([])
      expect(filesOf(join('moved-to-ledger', name)).length).toBeGreaterThan(0)
    }
    const again = await openStores(inLedger(), { env: env() })
    expect((await again.connections.list()).map(({ id }) => id)).toEqual(['a'])
    expect((await again.sessions.get('a-session'))?.secrets).toEqual({ token })
    expect(await again.intents.get('ing', 'key-1')).toMatchObject({ state: 'sent', attempts: [{ at: 6 }] })
    expect(again.budgets).toBeDefined()
    await again.close()
    for (const file of readdirSync(folder).filter((name) => name.startsWith('ledger.sqlite'))) {
      expect(readFileSync(join(folder, file)).includes(token)).toBe(false)
    }
  })

  it('go on with a take-over that was killed before the files were put aside, and bring nothing deleted back', async () => {
    await fillFiles()
    const { sessions, connections, intents } = await openFileStores(inFiles(), { env: env() })
    const opened = await openLedger(inLedger(), { env: env() })
    const records = opened.ledger.records()
    const whole = await Promise.all((await sessions.list()).map(({ id }) => sessions.get(id)))
    await records.takeOver(dir(), {
      sessions: whole.flatMap((each) => each ?? []),
      connections: await connections.list(),
      intents: await intents.list(),
    })
    // Killed here. Another process goes on, and removes a connection before this one starts again.
    await records.stores.connections.delete('b')
    await opened.close()
    const stores = await openStores(inLedger(), { env: env() })
    expect((await stores.connections.list()).map(({ id }) => id)).toEqual(['a'])
    expect(await stores.sessions.list()).toHaveLength(2)
    expect(filesOf('connections')).toEqual([])
    await stores.close()
  })

  it('leave a file that cannot be opened where it is, say so, and take it over once it can', async () => {
    await fillFiles()
    const damaged = join(dir(), 'connections', 'b.connection.json')
    const good = readFileSync(damaged)
    writeFileSync(damaged, 'not json', { mode: 0o600 })
    const problems: StoreProblem[] = []
    const stores = await openStores(inLedger(), { env: env(), onProblem: (problem) => problems.push(problem) })
    expect((await stores.connections.list()).map(({ id }) => id)).toEqual(['a'])
    expect(problems).toMatchObject([{ where: damaged, reason: 'damaged' }])
    await stores.close()
    writeFileSync(damaged, good)
    const again = await openStores(inLedger(), { env: env() })
    expect((await again.connections.list()).map(({ id }) => id)).toEqual(['a', 'b'])
    await again.close()
  })
})

describe('a new master key', () => {
  const keyFile = (): string => storePlaces(inFiles(), env()).keyFile
  const fillBoth = async (): Promise<void> => {
    const stores = await openStores(inLedger(), { env: env() })
    await stores.sessions.put(session('s1'), undefined)
    await stores.close()
    const files = await openFileStores(inFiles(), { env: env() })
    await files.sessions.put(session('s2'), undefined)
  }
  const readBoth = async (): Promise<void> => {
    const stores = await openStores(inLedger(), { env: env() })
    expect((await stores.sessions.list()).map(({ id }) => id).toSorted()).toEqual(['s1', 's2'])
    await stores.close()
  }

  it('seals files and ledger in one operation, and the old one goes when nothing needs it', async () => {
    await fillBoth()
    const before = readFileSync(keyFile(), 'utf8')
    expect(await rotateKeys(inLedger(), env())).toEqual({
      resealed: 1,
      unchanged: 0,
      problems: [],
      ledger: 'resealed',
      oldKeyFile: undefined,
    })
    expect(readFileSync(keyFile(), 'utf8')).not.toBe(before)
    expect(existsSync(`${keyFile()}.old`)).toBe(false)
    await readBoth()
  })

  /** The states in which a rotation can be killed: the new key is in place, and files, ledger or both still have the old one. */
  it.each(['nothing', 'the files', 'the ledger', 'both'] as const)(
    'is finished by the next run when it was killed after %s had it',
    async (done) => {
      await fillBoth()
      const [old, spare] = [`${keyFile()}.old`, join(folder, 'spare.key')]
      const has = (what: string): boolean => done === what || done === 'both'
      const kept = { files: join(folder, 'files-before'), ledger: join(folder, 'ledger-before.sqlite') }
      copyFileSync(join(folder, 'ledger.sqlite'), kept.ledger)
      renameSync(keyFile(), spare)
      copyFileSync(spare, keyFile())
      const sealed = join(dir(), 'sessions', 's2.session.json')
      copyFileSync(sealed, kept.files)
      await rotateKeys(inLedger(), env())
      if (!has('the files')) copyFileSync(kept.files, sealed)
      if (!has('the ledger')) copyFileSync(kept.ledger, join(folder, 'ledger.sqlite'))
      renameSync(spare, old)
      const key = readFileSync(keyFile(), 'utf8')
      const report = await rotateKeys(inLedger(), env())
      expect(report).toMatchObject({ problems: [], oldKeyFile: undefined })
      expect(report.ledger).toBe(has('the ledger') ? 'unchanged' : 'resealed')
      expect(readFileSync(keyFile(), 'utf8')).toBe(key)
      expect(existsSync(old)).toBe(false)
      await readBoth()
    },
  )

  it('keeps the old one while the ledger cannot be opened, and says what to do', async () => {
    await fillBoth()
    const ledger = join(folder, 'ledger.sqlite')
    renameSync(ledger, `${ledger}.aside`)
    writeFileSync(ledger, 'this is no database at all, only some text that is long enough')
    const report = await rotateKeys(inLedger(), env())
    expect(report).toMatchObject({ ledger: 'failed', oldKeyFile: `${keyFile()}.old`, problems: [{ where: ledger }] })
    rmSync(ledger)
    renameSync(`${ledger}.aside`, ledger)
    expect(await rotateKeys(inLedger(), env())).toMatchObject({ ledger: 'resealed', problems: [] })
    await readBoth()
  })
})
