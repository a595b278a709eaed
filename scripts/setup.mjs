// Brings what a fresh clone needs: the pinned pnpm through npx, the locked dependencies, the build.
// Everything it prints goes to stderr: stdout belongs to the command that comes after.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(root, '.cache')
const minimum = [20, 19]

const say = (text) => process.stderr.write(`${text}\n`)

const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > minimum[0] || (major === minimum[0] && minor >= minimum[1])) return
  say(
    `Nostro needs Node ${minimum.join('.')} or newer; this is ${process.version}. Install a newer one from nodejs.org.`,
  )
  process.exit(2)
}

/** The pnpm of `packageManager`, without its hash: one place holds the version. */
export const pinnedPnpm = () =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.split('+')[0]

/** Runs a command with its output on stderr; ends the process with its exit code when it fails. */
export const run = (command, args, options = {}) => {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    ...options,
  })
  if (result.status === 0) return
  say(`“${command} ${args.join(' ')}” failed${result.error ? `: ${result.error.message}` : ''}.`)
  process.exit(result.status ?? 1)
}

const packages = () => readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))

const manifestHash = () => {
  const hash = createHash('sha256').update(process.version)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(root, file)))
  for (const folder of packages()) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) hash.update(readFileSync(file))
  }
  return hash.digest('hex')
}

const newestChange = (path) => {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))))
}

const readStamp = (name) => {
  try {
    return readFileSync(join(cache, name), 'utf8')
  } catch {
    return ''
  }
}

const writeStamp = (name, text) => {
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, name), text)
}

const install = () => {
  const wanted = manifestHash()
  if (existsSync(join(root, 'node_modules/.modules.yaml')) && readStamp('installed') === wanted) return
  say('Installing the locked dependencies (first time: about half a minute) …')
  run('npx', ['-y', pinnedPnpm(), 'install', '--frozen-lockfile'])
  writeStamp('installed', wanted)
}

const build = () => {
  const sources = packages()
    .map((folder) => join(folder, 'src'))
    .filter((folder) => existsSync(folder))
  const newest = String(Math.max(...sources.map(newestChange), statSync(join(root, 'tsconfig.base.json')).mtimeMs))
  const built = packages().every((folder) => !existsSync(join(folder, 'src')) || existsSync(join(folder, 'dist')))
  if (built && readStamp('built') === newest) return
  say('Building …')
  run(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-b'])
  writeStamp('built', newest)
}

const dashboard = join(root, 'packages/server/dashboard')

/** The pages that the server shows: made by Vite into `dashboard/dist`, from which the server reads them. */
const buildDashboard = () => {
  const sources = ['src', 'index.html', 'vite.config.ts'].map((name) => join(dashboard, name))
  const newest = `${readStamp('installed')} ${Math.max(...sources.map(newestChange))}`
  if (existsSync(join(dashboard, 'dist/index.html')) && readStamp('dashboard') === newest) return
  say('Building the dashboard …')
  run(process.execPath, [
    join(root, 'packages/server/node_modules/vite/bin/vite.js'),
    'build',
    dashboard,
    '--logLevel',
    'warn',
  ])
  writeStamp('dashboard', newest)
}

export const setup = () => {
  checkNode()
  install()
  build()
  buildDashboard()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setup()
  say('Ready.')
}
