import { describe, expect, it } from 'vitest'
import { addressingOf, allowedHosts } from './allowed-hosts.ts'

describe('the names of a server', () => {
  const hosts = allowedHosts('https://bank.example', 8080)
  it.each([
    ['its public name', ['Host', 'bank.example'], '/', 'ours'],
    ['loopback', ['Host', '127.0.0.1:8080'], '/', 'ours'],
    ['upper case', ['hOST', 'LOCALHOST:8080'], '/', 'ours'],
    ['a name that was rebound to loopback', ['Host', 'evil.example:8080'], '/', 'foreign'],
    ['another port', ['Host', '127.0.0.1:1'], '/', 'foreign'],
    ['none', [], '/', 'unclear'],
    ['two', ['Host', 'bank.example', 'Host', 'bank.example'], '/', 'unclear'],
    ['an absolute target', ['Host', 'bank.example'], 'http://bank.example/', 'foreign'],
  ])('%s', (_, rawHeaders, url, expected) => {
    expect(addressingOf({ rawHeaders, url }, hosts)).toBe(expected)
  })
})
