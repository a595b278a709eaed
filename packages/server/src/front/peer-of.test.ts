import { expect, it } from 'vitest'
import { peerOf } from './peer-of.ts'

it.each([
  ['the socket', '203.0.113.7', undefined, [], '203.0.113.7'],
  ['a spoofed header from outside', '203.0.113.7', '10.0.0.1', [], '203.0.113.7'],
  ['a spoofed header from loopback', '127.0.0.1', '203.0.113.9', [], '127.0.0.1'],
  ['a trusted proxy', '10.0.0.2', '203.0.113.9', ['10.0.0.2'], '203.0.113.9'],
  ['what the caller wrote before the proxy', '10.0.0.2', '1.1.1.1, 203.0.113.9', ['10.0.0.2'], '203.0.113.9'],
  ['two trusted proxies', '10.0.0.2', '203.0.113.9, 10.0.0.3', ['10.0.0.2', '10.0.0.3'], '203.0.113.9'],
  ['IPv4 over IPv6', '::ffff:10.0.0.2', '203.0.113.9', ['10.0.0.2'], '203.0.113.9'],
  ['nonsense from the proxy', '10.0.0.2', 'unknown', ['10.0.0.2'], '10.0.0.2'],
  ['nothing from the proxy', '10.0.0.2', undefined, ['10.0.0.2'], '10.0.0.2'],
])('4.1.3: %s', (_, remoteAddress, forwarded, trusted, expected) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  expect(peerOf({ socket: { remoteAddress }, headers }, trusted)).toBe(expected)
})
