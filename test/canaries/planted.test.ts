import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createPinoLogger } from '../../packages/core/src/pino/create-pino-logger.ts'
import { createCanaries } from './canaries.ts'
import { everythingOf, whileWatched } from './sinks.ts'

const token = 'tok-planted-0123456789abcdef'
const iban = 'NL20INGB0001234567'
const folder = mkdtempSync(join(tmpdir(), 'nostro-planted-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const canaries = createCanaries()
canaries.fromWire(JSON.stringify({ access_token: token, account: { iban } }))
canaries.fromHeaders([['Authorization', 'Bearer header-token-123']])
canaries.fromWire('grant_type=authorization_code&code=code-of-a-consent')

const nested = new Error('outer', { cause: new Error('inner', { cause: { deep: { er: token } } }) })
const hidden = Object.defineProperty(new Error('hidden'), 'note', { value: token, enumerable: false })

it.each([
  ['as it is', token],
  ['in groups', 'NL20 INGB 0001 2345 67'],
  ['in base64', Buffer.from(token).toString('base64')],
  ['in base64url', Buffer.from(token).toString('base64url')],
  ['in hex', Buffer.from(token).toString('hex')],
  ['of a header', 'header-token-123'],
  ['of a form', 'code-of-a-consent'],
  ['in a cause of a cause', everythingOf(nested)],
  ['in a hidden member of an error', everythingOf(hidden)],
  ['in an error’s message', everythingOf(new Error(`for ${iban}`))],
])('a planted leak is found: %s', (_name, text) => {
  expect(canaries.findIn(`before ${text} after`)).not.toEqual([])
})

it('a planted leak is found: printed, logged in an allowed field, and written to a file', async () => {
  const printed = await whileWatched(async () => void process.stderr.write(`${token} `))
  expect(canaries.findIn(printed)).toHaveLength(1)
  const lines: string[] = []
  const logger = createPinoLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } })
  logger.debug({ traceId: token }, 'an id that is none')
  expect(canaries.findIn(lines.join(''))).toHaveLength(1)
  const file = join(folder, 'session.json')
  writeFileSync(file, Buffer.concat([Buffer.from([0, 255, 13]), Buffer.from(token)]))
  expect(canaries.findIn(readFileSync(file, 'latin1'))).toHaveLength(1)
})

it('what is no secret is not found', () => {
  expect(canaries.findIn('access_token NL20INGB00012 planted header-token')).toEqual([])
})
