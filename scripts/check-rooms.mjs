// Every provider has the same rooms, so that who knows one knows all. Usage: node scripts/check-rooms.mjs [ROOT]
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './setup.mjs'

/** Files and folders that stand in each provider. */
const common = ['index.ts', 'options.ts', 'provider.ts', 'api', 'api/client.ts', 'api/endpoints.ts', 'api/errors.ts']

/** Rooms that a provider has when its manifest names the capability or scheme. */
const byCapability = {
  accounts: /capabilities:[^\]]*'accounts'/s,
  payments: /capabilities:[^\]]*'payments'/s,
  signing: /signatureSchemes: \[\s*'(?!none')/s,
  auth: /authentication:/s,
}

/** What a bank has beyond the common rooms. A new room is declared here, on purpose. */
const furtherRooms = {
  ing: ['registration', 'funds', 'showcase', 'payment-requests', 'countries', 'responses'],
  bunq: [
    'session',
    'webhooks',
    'requests',
    'cards',
    'statements',
    'oauth',
    'psd2',
    'funds',
    'attachments',
    'events',
    'sandbox',
    'currencies',
  ],
  'enable-banking': ['institutions'],
  'berlin-group': ['banks', 'funds'],
  bankid: ['order', 'launch', 'messages', 'verification', 'personal-number', 'approval', 'migration', 'identity'],
}

/** The ledger's rooms (docs/ledger.md). */
const ledgerRooms = ['plan', 'sync', 'store', 'read', 'invoices', 'records', 'budgets', 'schedule', 'worker', 'input']

const filesUnder = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    // Installed packages are links into trees of their own.
    if (name === 'node_modules' || name === 'dist') return []
    return statSync(path).isDirectory() ? filesUnder(path) : [path]
  })

export const checkRooms = (top) => {
  const problems = []
  const folder = join(top, 'packages')
  for (const name of readdirSync(folder).filter(
    (candidate) => candidate.startsWith('provider-') && !['provider-kit', 'provider-testkit'].includes(candidate),
  )) {
    const src = join(folder, name, 'src')
    const id = name.slice('provider-'.length)
    const say = (text) => problems.push(`${name}: ${text}`)
    for (const path of common) if (!existsSync(join(src, path))) say(`src/${path} is missing; every provider has it.`)
    const sources = filesUnder(src).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n')
    for (const [room, pattern] of Object.entries(byCapability)) {
      const [named, present] = [pattern.test(text), existsSync(join(src, room))]
      if (named && !present) say(`src/${room}/ is missing though the manifest names it.`)
      if (!named && present) say(`src/${room}/ stands though the manifest does not name it.`)
    }
    const allowed = new Set([...Object.keys(byCapability), 'api', ...(furtherRooms[id] ?? [])])
    for (const entry of readdirSync(src)) {
      const isFolder = statSync(join(src, entry)).isDirectory()
      if (isFolder && !allowed.has(entry)) say(`src/${entry}/ is not a declared room (scripts/check-rooms.mjs).`)
      const known =
        common.includes(entry) ||
        /^(manifest|diagnose|bank|call-inputs|identity|countries|roots)\.ts$|\.test(-d)?\.ts$/.test(entry)
      if (!isFolder && !known) say(`src/${entry} belongs into a room.`)
    }
  }
  const ledger = join(folder, 'ledger/src')
  for (const entry of existsSync(ledger) ? readdirSync(ledger) : []) {
    if (statSync(join(ledger, entry)).isDirectory() && !ledgerRooms.includes(entry)) {
      problems.push(`ledger: src/${entry}/ is not a declared room (scripts/check-rooms.mjs).`)
    }
  }
  // One place may ask for a certificate without refusing the handshake: the simulators' servers.
  for (const file of filesUnder(folder).filter((path) => /\/(src|test)\/.*\.ts$/.test(path))) {
    const path = relative(top, file)
    if (
      /rejectUnauthorized:\s*false/.test(readFileSync(file, 'utf8')) &&
      !path.startsWith('packages/simulators/src/http/')
    ) {
      problems.push(`${path}: TLS verification is switched off.`)
    }
  }
  return problems
}

if (process.argv[1]?.endsWith('check-rooms.mjs')) {
  const problems = checkRooms(process.argv[2] ?? root)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.log('The rooms are as agreed.')
}
