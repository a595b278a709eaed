import { NostroError } from '../../errors/nostro-error.ts'

export type Undici = typeof import('undici')

export interface UndiciSource {
  load(): Promise<Undici>
  /** `process.versions`: names the runtime. */
  readonly versions: Readonly<Record<string, string | undefined>>
}

const here: UndiciSource = { load: () => import('undici'), versions: process.versions }

/**
 * Loaded with the first call: importing a provider costs a program that makes none nothing of it.
 * @throws NostroError `invalid_config` on a runtime that puts something else in undici's place, and in a bundle without `require`
 */
export const loadUndici = async ({ load, versions }: UndiciSource = here): Promise<Undici> => {
  const undici = await load().catch((cause: unknown) => {
    throw notLoaded(cause)
  })
  // Bun has a module of this name of its own: it has neither pools nor client certificates for each connection.
  if (typeof undici.Pool?.prototype?.dispatch !== 'function') throw wrongRuntime(versions)
  return undici
}

const wrongRuntime = (versions: UndiciSource['versions']): NostroError => {
  const name = versions['bun'] === undefined ? 'This runtime' : `Bun ${versions['bun']}`
  return new NostroError({
    code: 'invalid_config',
    message: `${name} lacks the HTTP client with pools and client certificates that calls to banks need (undici).`,
    hint: 'Nothing was sent. Run the program with Node.js 20.19 or newer, or with Deno 2.',
    sent: false,
  })
}

const notLoaded = (cause: unknown): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: 'The HTTP client (undici) cannot be loaded.',
    hint: 'Nothing was sent. In an ES module bundle, leave undici out (esbuild: --external:undici), or give the bundle a function of the name “require” by --banner:js= (docs/network.md has it).',
    sent: false,
    cause,
  })
