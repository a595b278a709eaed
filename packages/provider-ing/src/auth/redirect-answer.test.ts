import { describe, expect, it } from 'vitest'
import { readRedirectAnswer } from './redirect-answer.ts'

const state = 'a1B2c3D4'
const url = (query: string): string => `https://tpp.example/cb?${query}`

describe('readRedirectAnswer', () => {
  it('gives the code that comes with our state', () => {
    expect(readRedirectAnswer(url(`state=${state}&code=abc-123`), state)).toEqual({ status: 'code', code: 'abc-123' })
  })

  it.each([
    ['cancel', 'access_denied', 'user_cancelled'],
    ['ING is down', 'temporarily_unavailable', 'unavailable'],
    ['ING broke', 'server_error', 'unavailable'],
    ['anything else', 'invalid_scope', 'rejected'],
  ])('%s is an outcome, not an exception', (_, error, code) => {
    const answer = readRedirectAnswer(url(`error=${error}&error_description=because&state=${state}`), state)
    expect(answer).toMatchObject({ status: 'failed', code, reason: `${error}: because` })
  })

  it.each([
    ['a foreign state', 'state=other&code=abc'],
    ['a state that only begins like ours', `state=${state}x&code=abc`],
    ['no state', 'code=abc'],
    ['two states', `state=${state}&state=${state}&code=abc`],
    ['an error without our state', 'error=access_denied'],
  ])('%s is refused as forged', (_, query) => {
    expect(() => readRedirectAnswer(url(query), state)).toThrowError(
      expect.objectContaining({ code: 'verification_failed' }),
    )
  })

  it.each([
    ['no code', `state=${state}`],
    ['a blank code', `state=${state}&code=`],
    ['two codes', `state=${state}&code=a&code=b`],
  ])('%s breaks the protocol', (_, query) => {
    expect(() => readRedirectAnswer(url(query), state)).toThrowError(
      expect.objectContaining({ code: 'protocol_violation' }),
    )
  })

  it('asks for the whole URL', () => {
    expect(() => readRedirectAnswer('http://[', state)).toThrow('is not a URL')
  })
})
