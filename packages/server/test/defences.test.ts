import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { dataDefences } from './support/defences/data-defences.ts'
import type { Defence, Under } from './support/defences/defence.ts'
import { requestDefences } from './support/defences/request-defences.ts'
import { signInDefences } from './support/defences/sign-in-defences.ts'
import { callsOf, openPlainApi, type PlainApi } from './support/open-plain-api.ts'

const all: readonly Defence[] = [...requestDefences, ...signInDefences, ...dataDefences]
type Module = Readonly<Record<string, unknown>>

/** The defence that is taken out at this moment. */
let out: Defence | undefined

/**
 * A file of the sources whose exports are those of the defence's absence while it is taken out: the sources are loaded once for all
 * rows. What is looked at when a file is loaded (`whenLoaded`) needs sources of its own.
 */
const switchable = (file: string, original: Module): Module => {
  const absent = new Map<Defence, Module>()
  const current = (): Module => {
    if (out?.file !== file) return original
    const known = absent.get(out) ?? out.without(original)
    absent.set(out, known)
    return { ...original, ...known }
  }
  return Object.defineProperties(
    {},
    Object.fromEntries(Object.keys(original).map((name) => [name, { enumerable: true, get: () => current()[name] }])),
  )
}

type Sources = Pick<typeof import('../src/index.ts'), 'createApi' | 'startServer'>
const load = (file: string): Promise<Module> => import(/* @vite-ignore */ file)
let sources: Sources
let shared: PlainApi
beforeAll(async () => {
  vi.resetModules()
  for (const file of new Set(all.filter(({ whenLoaded }) => whenLoaded !== true).map((each) => each.file)))
    vi.doMock(file, async (original) => switchable(file, await original<Module>()))
  sources = await import('../src/index.ts')
  shared = await openPlainApi({ createApi: sources.createApi, settings: { requestsPerMinute: 10_000 } })
})
afterAll(async () => {
  await shared.close()
  // The next files of this process get the sources as they are.
  for (const { file } of all) vi.doUnmock(file)
  vi.resetModules()
})

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  out = undefined
  for (const close of closers.splice(0).toReversed()) await close()
})

const openServer = async ({ alone }: Defence, { createApi }: Pick<Sources, 'createApi'>): Promise<PlainApi> => {
  const settings = { requestsPerMinute: 10_000, ...alone?.settings }
  const server = await openPlainApi({ ...alone, settings, createApi })
  closers.push(server.close)
  return server
}

/** Without the defence: where the attack leaves no traces, another API over what the shared one has. */
const openWeak = async (row: Defence): Promise<PlainApi> => {
  if (row.alone !== undefined) return openServer(row, sources)
  const api = await shared.another()
  closers.push(api.close)
  return { ...shared, ...callsOf(api, shared.token) }
}

const under = (server: PlainApi, { startServer }: Pick<Sources, 'startServer'>): Under => ({
  server,
  load,
  listen: async () => {
    // The API is closed with its own server.
    const api = { ...server.api, start: () => undefined, close: async () => undefined }
    const running = await startServer({ clock: server.clock, createApi: async () => api, graceMs: 0 })
    closers.push(running.close)
    return running
  },
})

describe.each(all)('$row: $defence', (row) => {
  it('holds, and taken out, the attack comes through', async () => {
    const holding = row.alone === undefined ? shared : await openServer(row, sources)
    expect(await row.attack(under(holding, sources))).toBe(false)
    if (row.whenLoaded === true) {
      vi.resetModules()
      vi.doMock(row.file, async (original) => row.without(await original<Module>()))
      const weak = (await import('../src/index.ts')) as Sources
      vi.doUnmock(row.file)
      expect(await row.attack(under(await openServer(row, weak), weak))).toBe(true)
    } else {
      out = row
      expect(await row.attack(under(await openWeak(row), sources))).toBe(true)
    }
  })
})
