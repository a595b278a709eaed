import { describe, expect, it } from 'vitest'
import { createProxyChoice } from './proxy.ts'

const hrefOf = (origin: string, env: Readonly<Record<string, string>>, proxy?: string | false): string | undefined =>
  createProxyChoice(proxy, env)(origin)?.href

const bank = 'https://api.bank.example'
const HTTPS_PROXY = 'http://proxy.example:3128'

describe('B8: the proxy of the environment', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['none', {}, undefined],
    ['HTTPS_PROXY', { HTTPS_PROXY }, `${HTTPS_PROXY}/`],
    ['https_proxy, which wins', { HTTPS_PROXY, https_proxy: 'http://other.example' }, 'http://other.example/'],
    ['an empty one', { HTTPS_PROXY: '' }, undefined],
    ['without scheme', { HTTPS_PROXY: 'proxy.example:3128' }, `${HTTPS_PROXY}/`],
    ['HTTP_PROXY, which is for plain HTTP', { HTTP_PROXY: HTTPS_PROXY }, undefined],
    ['switched off', { HTTPS_PROXY, NODE_USE_ENV_PROXY: '0' }, undefined],
    ['switched on as in Node', { HTTPS_PROXY, NODE_USE_ENV_PROXY: '1' }, `${HTTPS_PROXY}/`],
  ])('%s', (_name, env, expected) => {
    expect(hrefOf(bank, env)).toBe(expected)
  })

  it.each([
    ['api.bank.example', true],
    ['bank.example', true],
    ['.bank.example', true],
    ['*.bank.example', true],
    ['BANK.example', true],
    ['other.example, bank.example', true],
    ['other.example bank.example:443', true],
    ['bank.example:8443', false],
    ['ank.example', false],
    ['api.bank.example.org', false],
    ['*', true],
    ['', false],
  ])('NO_PROXY=%s', (NO_PROXY, direct) => {
    expect(hrefOf(bank, { HTTPS_PROXY, NO_PROXY }) === undefined).toBe(direct)
    expect(hrefOf(bank, { HTTPS_PROXY, no_proxy: NO_PROXY, NO_PROXY: 'unused' }) === undefined).toBe(direct)
  })

  it.each([
    'https://localhost:8443',
    'https://127.0.0.1:1',
    'https://127.9.9.9',
    'https://[::1]:1',
    'https://a.localhost',
  ])('%s is this machine and needs none', (origin) => {
    expect(hrefOf(origin, { HTTPS_PROXY })).toBeUndefined()
  })

  it.each([
    ['2001:db8::1', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443', true],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]', false],
  ])('NO_PROXY=%s for %s', (NO_PROXY, origin, direct) => {
    expect(hrefOf(origin, { HTTPS_PROXY, NO_PROXY }) === undefined).toBe(direct)
  })

  it('gives way to what the program says', () => {
    expect(hrefOf('https://127.0.0.1', { HTTPS_PROXY, NO_PROXY: '*' }, 'http://mine.example')).toBe(
      'http://mine.example/',
    )
    expect(hrefOf(bank, { HTTPS_PROXY }, false)).toBeUndefined()
  })

  it.each(['socks5://proxy.example', 'http://', 'http://me:secret@', 'http://a b'])('%s is refused', (address) => {
    const refusal = expect.objectContaining({ code: 'invalid_config', message: expect.not.stringContaining('secret') })
    expect(() => createProxyChoice(undefined, { HTTPS_PROXY: address })).toThrow(refusal)
    expect(() => createProxyChoice(address, {})).toThrow(refusal)
  })
})
