import { describe, expect, it } from 'vitest'
import { chooseBank } from './choose-bank.ts'
import type { Bank, Setting } from './setting.ts'

const bank = (instance: string) => ({ instance }) as Bank
const setting = (
  instances: readonly string[],
  kept: readonly (readonly [id: string, instance: string, label?: string])[],
) => ({
  banks: instances.map(bank),
  connections: {
    list: async () => kept.map(([id, instance, label]) => ({ id, instance, label })),
  } as unknown as Setting['connections'],
})
const kept = [
  ['own-1', 'own'],
  ['firm-1', 'firm', 'Company'],
] as const
const choose = async (given: ReturnType<typeof setting>, connection?: string): Promise<string | undefined> =>
  (await chooseBank(given, { provider: 'bunq', connection }))?.instance

describe('the bank that a command works at', () => {
  it('is the only one', async () => {
    expect(await choose(setting(['own'], []))).toBe('own')
    expect(await choose(setting([], []))).toBeUndefined()
  })

  it('is that of --connection, by id or label, also beside one of the provider’s name', async () => {
    expect(await choose(setting(['own', 'firm'], kept), 'firm-1')).toBe('firm')
    expect(await choose(setting(['bunq', 'firm'], kept), 'Company')).toBe('firm')
  })

  it('is that of --connection by its name in the configuration, before anything is connected', async () => {
    expect(await choose(setting(['own', 'firm'], []), 'firm')).toBe('firm')
    expect(await choose(setting(['bunq', 'firm'], []), 'firm')).toBe('firm')
  })

  it('is the one of the provider’s name, else the only one that is connected', async () => {
    expect(await choose(setting(['own', 'bunq'], kept))).toBe('bunq')
    expect(await choose(setting(['own', 'firm'], kept.slice(1)))).toBe('firm')
  })

  it.each([
    [
      'none is chosen',
      setting(['own', 'firm'], kept),
      undefined,
      /--connection with one of: own-1, firm-1 \(Company\)/,
    ],
    ['there is no such connection', setting(['own', 'firm'], kept), 'other', /one of: own-1/],
    ['nothing is connected', setting(['own', 'firm'], []), undefined, /nostro connect own/],
  ])('is not guessed when %s', async (_, given, connection, hint) => {
    await expect(choose(given, connection)).rejects.toMatchObject({
      code: 'invalid_config',
      hint: expect.stringMatching(hint),
    })
  })
})
