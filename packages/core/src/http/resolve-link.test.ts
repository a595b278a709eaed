import { describe, expect, it } from 'vitest'
import { resolveLink } from './resolve-link.ts'

const origin = 'https://api.bank.example'

describe('resolveLink', () => {
  it.each([
    ['/v2/a?next=CQR', '/v2/a?next=CQR'],
    ['https://api.bank.example/v2/a?next=%3A:+', '/v2/a?next=%3A:+'],
    ['https://API.bank.example:443/v2/a', '/v2/a'],
    ['https://api.bank.example?x=1', '/?x=1'],
    ['https://api.bank.example', '/'],
    ['/a#fragment', '/a'],
  ])('follows %s as %s', (href, target) => {
    expect(resolveLink('bank', origin, href)).toBe(target)
  })

  it.each([
    'https://evil.example/v2/a',
    'http://api.bank.example/v2/a',
    'https://api.bank.example:8443/a',
    'https://api.bank.example.evil.example/a',
    'https://api.bank.example@evil.example/a',
    'https://user:secret@api.bank.example/a',
    '//evil.example/a',
    '/\\evil.example/a',
    '\\\\evil.example',
    'javascript:alert(1)',
    'relative/path',
    '?next=1',
    '',
    ' /a',
    '/a b',
    '/a\r\nHost: evil.example',
    '/a\u0000',
  ])('refuses %j', (href) => {
    expect(() => resolveLink('bank', origin, href)).toThrow(expect.objectContaining({ code: 'protocol_violation' }))
  })
})
