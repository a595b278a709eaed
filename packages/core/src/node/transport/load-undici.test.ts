import { describe, expect, it } from 'vitest'
import { mayHaveHappened } from '../../errors/may-have-happened.ts'
import { loadUndici, type Undici } from './load-undici.ts'

const sourceOf = (undici: unknown, versions = {}) => ({ load: async () => undici as Undici, versions })

describe('loadUndici', () => {
  it('gives undici where it is itself', async () => {
    expect(typeof (await loadUndici()).Pool.prototype.dispatch).toBe('function')
  })

  it.each([
    ['Bun, which has a module of its own in its place', { Pool: class {} }, { bun: '1.4.5' }, /^Bun 1\.4\.5 lacks/],
    ['a runtime without any', {}, {}, /^This runtime lacks/],
  ])('refuses %s in one sentence, before anything is sent', async (_runtime, undici, versions, message) => {
    const error = await loadUndici(sourceOf(undici, versions)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringMatching(message), sent: false })
    expect(error).toMatchObject({ hint: expect.stringContaining('Node.js 20.19') })
    expect(mayHaveHappened(error)).toBe(false)
  })

  it('says what a bundle lacks', async () => {
    const load = () => Promise.reject(new Error('Dynamic require of "node:assert" is not supported'))
    await expect(loadUndici({ load, versions: {} })).rejects.toMatchObject({
      code: 'invalid_config',
      hint: expect.stringContaining('--external:undici'),
    })
  })
})
