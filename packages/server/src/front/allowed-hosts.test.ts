import { describe, expect, it } from 'vitest'
import { allowedHosts, isWellAddressed } from './allowed-hosts.ts'

describe('the names of a server', () => {
  const hosts = allowedHosts('https://bank.example', 8080)
  it.each([
    ['its public name', ['Host', 'bank.example'], '/', true],
    ['loopback', ['Host', '127.0.0.1:8080'], '/', true],
    ['upper case', ['hOST', 'LOCALHOST:8080'], '/', true],
    ['a name that was rebound to loopback', ['Host', 'evil.example:8080'], '/', false],
    ['another port', ['Host', '127.0.0.1:1'], '/', false],
    ['none', [], '/', false],
    ['two', ['Host', 'bank.example', 'Host', 'bank.example'], '/', false],
    ['an absolute target', ['Host', 'bank.example'], 'http://bank.example/', false],
  ])('%s', (_, rawHeaders, url, expected) => {
    expect(isWellAddressed({ rawHeaders, url }, hosts)).toBe(expected)
  })
})
