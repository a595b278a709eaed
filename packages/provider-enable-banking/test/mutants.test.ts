import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { verifyApplicationJwt } from '@nostro/simulators/verify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSetting, type Setting } from './enable-banking-setting.ts'

let setting: Setting
let token: string

beforeAll(async () => {
  setting = await openSetting()
  await setting.provider.institutions({ country: 'FI' })
  const [sent] = setting.simulators.recorder.requests()
  token = sent?.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1].replace('Bearer ', '') ?? ''
})
afterAll(() => setting.stop())

const check = (text: string) => {
  const { enableBanking } = setting.simulators.ready
  const key = createPublicKey(readFileSync(enableBanking?.privateKey ?? '', 'utf8'))
  return verifyApplicationJwt({
    token: text,
    keyOf: (kid) => (kid === enableBanking?.applicationId ? key : undefined),
    now: setting.simulators.clock.now(),
  })
}

describe('the JWT of a call', () => {
  it('is taken by a verifier of other code', () => {
    expect(check(token)).toMatchObject({ ok: true, kid: setting.simulators.ready.enableBanking?.applicationId })
  })

  it('is refused after a change of any one character', () => {
    const survivors = [...token].flatMap((old, at) => {
      const changed = `${token.slice(0, at)}${old === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
      return check(changed).ok ? [at] : []
    })
    expect(survivors).toEqual([])
  })

  it('is refused with a part taken away, doubled or exchanged', () => {
    const [head = '', body = '', signature = ''] = token.split('.')
    for (const parts of [
      [head, body],
      [head, body, ''],
      [head, body, signature, signature],
      [body, head, signature],
      [head, body, body],
      [head, signature, body],
    ]) {
      expect(check(parts.join('.'))).toMatchObject({ ok: false })
    }
  })
})
