import { describe, expect, it } from 'vitest'
import { decryptRc2Cbc } from './rc2.ts'
import { decryptRc4 } from './rc4.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('ciphers that Node no longer carries', () => {
  // RFC 2268 section 5.
  it.each([
    [63, '0000000000000000', '0000000000000000', 'ebb773f993278eff'],
    [64, 'ffffffffffffffff', 'ffffffffffffffff', '278b27e42e2f0d49'],
    [64, '3000000000000000', '1000000000000001', '30649edf9be7d2c2'],
    [64, '88', '0000000000000000', '61a8a244adacccf0'],
    [64, '88bca90e90875a', '0000000000000000', '6ccf4308974c267f'],
    [64, '88bca90e90875a7f0f79c384627bafb2', '0000000000000000', '1a807d272bbe5db1'],
    [128, '88bca90e90875a7f0f79c384627bafb2', '0000000000000000', '2269552ab0f85ca6'],
    [129, '88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e', '0000000000000000', '5b78d3a43dfff1f1'],
  ])('RC2 with %d effective bits, key %s', (effectiveBits, key, plain, sealed) => {
    const found = decryptRc2Cbc({ key: hex(key), iv: Buffer.alloc(8), effectiveBits }, hex(sealed))
    expect(found.toString('hex')).toBe(plain)
  })

  // RFC 6229 section 2: the key stream's first bytes.
  it.each([
    ['0102030405', 'b2396305f03dc027ccc3524a0a1118a8'],
    ['0102030405060708090a0b0c0d0e0f10', '9ac7cc9a609d1ef7b2932899cde41b97'],
  ])('RC4, key %s', (key, stream) => {
    expect(decryptRc4(hex(key), Buffer.alloc(16)).toString('hex')).toBe(stream)
  })
})
