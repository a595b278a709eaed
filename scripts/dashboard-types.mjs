// Writes the types and word lists of the dashboard's client from the OpenAPI document. With --check it compares them instead.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './setup.mjs'

const from = (name) => createRequire(join(root, 'packages/server/package.json')).resolve(name)
const load = (name) => import(pathToFileURL(from(name)).href)

const folder = join(root, 'packages/server/dashboard/src/api')
export const typesFile = join(folder, 'api-types.ts')
export const wordsFile = join(folder, 'api-words.ts')
const header = '// Made from the OpenAPI document: node scripts/dashboard-types.mjs'

/** Refusals look alike everywhere and reach the pages as one error: without them a tenth of the text remains. */
const withoutProblems = (document) => {
  const copy = structuredClone(document)
  for (const operation of Object.values(copy.paths).flatMap(Object.values))
    for (const status of Object.keys(operation.responses ?? {})) if (status >= '4') delete operation.responses[status]
  return copy
}

/** The types as they should be, from a document. */
export const toTypes = async (document) => {
  // Its CommonJS build: what can be resolved from here.
  const { default: made } = await load('openapi-typescript')
  const { default: openapiTS, astToString } = made
  const text = astToString(await openapiTS(withoutProblems(document)))
  // Optional members as everywhere in this project: `undefined` may be given for what is absent.
  const loose = text
    .replace(/^(\s+\S+\?: )([^{\n]+);$/gm, '$1$2 | undefined;')
    .replace(/^( {12}\S+\?: \{(?:\n {13,}.*)*\n {12}\}(?: & [^;\n]+)?);$/gm, '$1 | undefined;')
  return `${header}\n${loose}`
}

const toArray = (name, words) => {
  const quoted = words.map((word) => `'${word}'`)
  const line = `export const ${name} = [${quoted.join(', ')}] as const`
  if (line.length <= 120) return `${line}\n`
  return `export const ${name} = [\n${quoted.map((word) => `  ${word},\n`).join('')}] as const\n`
}

/** Words of the API that the pages list: types are gone at run time. */
export const toWords = ({ components: { schemas } }) =>
  [
    `${header}\n`,
    toArray('scopes', schemas.Token.properties.scopes.items.enum),
    toArray('roles', schemas.User.properties.role.enum),
    toArray('eventTypes', schemas.NewWebhook.properties.types.items.enum),
  ].join('')

const readDocument = async () => {
  const [{ createApi }, { createLedger }, { createSqliteStore }, { createMemoryStores }, { createNodeServices }] =
    await Promise.all(
      ['packages/server', 'packages/ledger', '@nostro/ledger/sqlite', '@nostro/core', '@nostro/core/node'].map(
        (name) => (name.startsWith('@') ? load(name) : import(pathToFileURL(join(root, name, 'dist/index.js')).href)),
      ),
    )
  const { clock, random, logger } = createNodeServices({})
  const scratch = mkdtempSync(join(tmpdir(), 'nostro-types-'))
  const ledger = await createLedger({
    store: await createSqliteStore({ file: join(scratch, 'ledger.sqlite') }),
    clock,
    random,
    rawAtRest: 'none',
  })
  const registry = { all: [], has: () => false, get: () => undefined }
  const api = await createApi({
    ledger,
    connections: {},
    registry,
    stores: createMemoryStores(),
    clock,
    random,
    logger,
    secret: random.bytes(32),
    settings: { publicUrl: 'http://localhost:8080', version: '0.0.0', backOffice: { instance: 'ing', clientId: 'x' } },
  })
  await api.close()
  await ledger.close()
  rmSync(scratch, { recursive: true, force: true })
  return JSON.parse(JSON.stringify(api.document))
}

if (process.argv[1] === join(root, 'scripts/dashboard-types.mjs')) {
  const document = await readDocument()
  for (const [file, text] of [
    [typesFile, await toTypes(document)],
    [wordsFile, toWords(document)],
  ]) {
    if (!process.argv.includes('--check')) writeFileSync(file, text)
    else if (readFileSync(file, 'utf8') !== text) {
      console.error(`${file} is not what the API says: run node scripts/dashboard-types.mjs`)
      process.exitCode = 1
    }
  }
}
