import { createRecordingTransport } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import { createLinkResolver } from './create-link-resolver.ts'

const resolve = createLinkResolver({
  transport: createRecordingTransport({}),
  origin: 'https://proxy.example:8443',
  bankOrigins: ['https://api.bank.example'],
})

describe('createLinkResolver', () => {
  it.each([
    ['a path', '/v3/accounts?x=%2F', '/v3/accounts?x=%2F'],
    ['the configured origin', 'https://proxy.example:8443/v3/a', '/v3/a'],
    ['B13: the bank’s own host while a proxy is configured', 'https://api.bank.example/v3/a?b=%20', '/v3/a?b=%20'],
  ])('takes %s', (_, href, target) => {
    expect(resolve(href)).toBe(target)
  })

  it.each([
    'https://evil.example/v3/a',
    'https://api.bank.example.evil.example/v3/a',
    'https://api.bank.example:444/v3/a',
    'http://api.bank.example/v3/a',
    'https://user:pw@api.bank.example/v3/a',
    '//api.bank.example/v3/a',
    'javascript:alert(1)',
    'v3/accounts',
  ])('refuses %s', (href) => {
    expect(() => resolve(href)).toThrow(expect.objectContaining({ code: 'protocol_violation' }))
  })
})
