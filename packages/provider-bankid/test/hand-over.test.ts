import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Challenge, publicChallenge } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const hooks = pathToFileURL(join(import.meta.dirname, 'typescript-hooks.mjs')).href

const finishElsewhere = (input: object): Promise<string> =>
  new Promise((resolve, reject) => {
    const program = join(import.meta.dirname, 'finish-elsewhere.ts')
    const child = spawn(process.execPath, ['--conditions=@nostro/source', '--import', hooks, program])
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('close', (code) =>
      code === 0 ? resolve(Buffer.concat(out).toString()) : reject(new Error(Buffer.concat(err).toString())),
    )
    child.stdin.end(JSON.stringify(input))
  })

describe('an order that waits is plain JSON', () => {
  it('which another provider instance finishes', async () => {
    const challenge = await harness.provider().auth.start({ purpose: 'identify' })
    const carried = JSON.parse(JSON.stringify(challenge)) as Challenge
    expect(carried).toEqual(challenge)
    await harness.act(challenge, 'approve', { personalNumber: '191212121212' })
    expect(await harness.provider().auth.advance(carried, {})).toMatchObject({
      status: 'complete',
      identity: { personalNumber: '191212121212' },
    })
  })

  it('which another process finishes', async () => {
    const challenge = await harness.provider().auth.start({ purpose: 'identify' })
    await harness.act(challenge, 'approve', { personalNumber: '191212121212' })
    const printed = await finishElsewhere({ options: { ...harness.options, timeoutMs: 20_000 }, challenge })
    expect(JSON.parse(printed)).toMatchObject({ personalNumber: '191212121212' })
  })

  it.each([
    ['only what a browser may see', (challenge: Challenge) => publicChallenge(challenge)],
    ['without `serverState`', ({ serverState: _gone, ...rest }: Challenge) => rest],
    ['of another provider', (challenge: Challenge) => ({ ...challenge, provider: 'ing' })],
    [
      'of another version',
      (challenge: Challenge) => ({ ...challenge, serverState: { ...(challenge.serverState as object), version: 2 } }),
    ],
  ])('and is refused when it comes back %s', async (_name, change) => {
    const provider = harness.provider()
    const challenge = change(await provider.auth.start({ purpose: 'identify' })) as Challenge
    await expect(provider.auth.advance(challenge, {})).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
