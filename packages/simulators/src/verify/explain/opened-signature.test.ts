import { constants, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openSignature, untilSpent } from './opened-signature.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const text = 'what was signed'
const der = { hash: 'sha256', encoding: 'der' } as const
const pss = (hash: string, saltLength: number) =>
  sign(hash, Buffer.from(text), { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
const plenty = () => ({ left: 1e6 })

describe('openSignature', () => {
  it.each(['sha1', 'sha256', 'sha384', 'sha512'])('reads %s out of PKCS #1 v1.5', (hash) => {
    const opened = openSignature(sign(hash, Buffer.from(text), rsa.privateKey), rsa.publicKey, plenty(), der)
    expect(opened).toMatchObject({ padding: 'pkcs1', hash })
    expect([opened?.verifies(text), opened?.signs('else')]).toEqual([true, false])
  })

  it.each([
    ['sha256', 32],
    ['sha256', 0],
    ['sha256', 222],
    ['sha384', 48],
    ['sha512', 64],
  ])('reads hash and salt out of PSS: %s, %d bytes', (hash, saltLength) => {
    const opened = openSignature(pss(hash, saltLength), rsa.publicKey, plenty(), der)
    expect(opened).toMatchObject({ padding: 'pss', hash, saltLength })
    expect([opened?.verifies(text), opened?.signs('else')]).toEqual([true, false])
  })

  it('takes no other hash for the one of PSS, whatever chance makes of its bytes', () => {
    const read = Array.from({ length: 400 }, () => openSignature(pss('sha512', 64), rsa.publicKey, plenty(), der))
    expect(new Set(read.map((opened) => `${opened?.hash} ${opened?.saltLength}`))).toEqual(new Set(['sha512 64']))
  })

  it.each([
    ['another key', sign('sha256', Buffer.from(text), other.privateKey)],
    ['a byte changed', Buffer.from(pss('sha256', 32)).fill(7, 100, 101)],
    ['no bytes', Buffer.alloc(0)],
    ['too many bytes', Buffer.alloc(300, 1)],
  ])('opens nothing with %s', (_, signature) => {
    expect(openSignature(signature, rsa.publicKey, plenty(), der)).toBeUndefined()
  })

  it('can only ask of ECDSA whether a text was signed', () => {
    const opened = openSignature(sign('sha256', Buffer.from(text), ec.privateKey), ec.publicKey, plenty(), der)
    expect(opened).toMatchObject({ padding: 'unknown' })
    expect([opened?.verifies(text), opened?.signs('else')]).toEqual([true, false])
  })

  it('ends a search when the effort is spent, sooner for long texts', () => {
    const effort = { left: 10 }
    const opened = openSignature(sign('sha256', Buffer.from(text), rsa.privateKey), rsa.publicKey, effort, der)
    expect(untilSpent(() => opened?.signs('x'.repeat(8000)))).toBe(false)
    expect(untilSpent(() => opened?.signs('x'.repeat(8000)))).toBeUndefined()
    expect(opened?.verifies(text)).toBe(true)
    expect(() =>
      untilSpent(() => {
        throw new TypeError('a fault')
      }),
    ).toThrow('a fault')
  })
})
