import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createPostgresStore } from '../../src/store/postgres/create-postgres-store.ts'
import type { SqlStore } from '../../src/store/sql.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'

/** Where tests keep their files: in memory where the system offers that, since each ledger that is closed waits for the disk. */
export const makeTestFolder = (prefix: string): string =>
  mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), prefix))

/** A place where ledgers can be made and opened again. */
export interface StorePlace {
  /** Opens the ledger of this name; the same name is the same ledger. */
  open(name: string): Promise<SqlStore>
  /** The file of that name, where the ledger is one. */
  file(name: string): string | undefined
  /** What another process opens it with. */
  target(name: string): { readonly file: string } | { readonly url: string; readonly schema: string }
  remove(): Promise<void>
}

export interface StoreKind {
  readonly name: string
  /** Why it cannot be tested here. */
  readonly missing?: string | undefined
  create(): Promise<StorePlace>
}

const sqlitePlace = (driver: 'better-sqlite3' | 'node:sqlite') => async (): Promise<StorePlace> => {
  const folder = makeTestFolder('nostro-ledger-')
  const file = (name: string): string => join(folder, `${name}.sqlite`)
  return {
    file,
    target: (name) => ({ file: file(name) }),
    open: (name) => createSqliteStore({ file: file(name), driver }),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

const hasNodeSqlite = (): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13)
}

/** Debian's server binaries, newest version first. */
const serverBinaries = (): string | undefined => {
  const top = '/usr/lib/postgresql'
  if (!existsSync(top)) return undefined
  const [version] = readdirSync(top).sort((a, b) => Number(b) - Number(a))
  const folder = version === undefined ? undefined : join(top, version, 'bin')
  return folder !== undefined && existsSync(join(folder, 'initdb')) ? folder : undefined
}

const isRoot = process.getuid?.() === 0

/** PostgreSQL refuses to run as root: the account that Debian made for it, or the present one. */
const serverUser = (): { readonly uid: number; readonly gid: number } | undefined => {
  const idOf = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim() || Number.NaN)
  const [uid, gid] = [idOf('-u'), idOf('-g')]
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** Starts a server of our own on loopback and in a temporary folder. */
export const startPostgres = async (): Promise<{ readonly url: string; stop(): void }> => {
  const binaries = serverBinaries() ?? ''
  const user = isRoot ? serverUser() : undefined
  const folder = makeTestFolder('nostro-postgres-')
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const run = (name: string, args: readonly string[]): void => {
    const { status, stderr, stdout } = spawnSync(join(binaries, name), args, { encoding: 'utf8', cwd: folder, ...user })
    if (status !== 0) throw new Error(`${name} failed: ${stderr}${stdout}`)
  }
  run('initdb', ['--no-sync', '-A', 'trust', '-U', 'nostro', '-D', data])
  const port = await freePort()
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60`
  run('pg_ctl', ['-w', '-s', '-D', data, '-l', join(folder, 'log'), '-o', settings, 'start'])
  return {
    url: `postgres://nostro@127.0.0.1:${port}/postgres`,
    stop: () => {
      run('pg_ctl', ['-w', '-s', '-m', 'immediate', '-D', data, 'stop'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const postgresMissing = (): string | undefined => {
  if (process.env['DATABASE_URL'] !== undefined) return undefined
  if (serverBinaries() === undefined)
    return 'PostgreSQL is not tested: set DATABASE_URL, or install it (Debian: apt-get install postgresql).'
  if (isRoot && serverUser() === undefined)
    return 'PostgreSQL is not tested: it does not run as root, and there is no user “postgres”.'
  return undefined
}

let places = 0

const postgresPlace = async (): Promise<StorePlace> => {
  const given = process.env['DATABASE_URL']
  const server = given === undefined ? await startPostgres() : undefined
  const url = given ?? server?.url ?? ''
  places += 1
  const prefix = `ledger_test_${process.pid}_${places}`
  const schemas = new Set<string>()
  const schemaOf = (name: string): string => `${prefix}_${name.replace(/[^a-z0-9]/g, '_')}`
  return {
    file: () => undefined,
    target: (name) => ({ url, schema: schemaOf(name) }),
    open: (name) => {
      const schema = schemaOf(name)
      schemas.add(schema)
      return createPostgresStore({ url, schema, poolSize: 4 })
    },
    remove: async () => {
      if (server !== undefined) {
        server.stop()
        return
      }
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      for (const schema of schemas) await client.query(`drop schema if exists ${schema} cascade`)
      await client.end()
    },
  }
}

/** All drivers, each with the reason why it is not tested here, if there is one. */
export const storeKinds: readonly StoreKind[] = [
  {
    name: 'better-sqlite3',
    missing:
      Number(process.versions.node.split('.')[0]) > 20
        ? 'better-sqlite3 is built for Node 20; newer ones use node:sqlite.'
        : undefined,
    create: sqlitePlace('better-sqlite3'),
  },
  {
    name: 'node:sqlite',
    missing: hasNodeSqlite()
      ? undefined
      : `Node ${process.versions.node} has no node:sqlite: tested on Node 22.13 and newer.`,
    create: sqlitePlace('node:sqlite'),
  },
  { name: 'postgresql', missing: postgresMissing(), create: postgresPlace },
]
