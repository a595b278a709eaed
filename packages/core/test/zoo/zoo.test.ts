import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../src/certificates/read-certificate.ts'
import { readPair } from '../../src/certificates/read-pair.ts'
import { readPkcs12 } from '../../src/certificates/read-pkcs12.ts'
import { NostroError } from '../../src/errors/nostro-error.ts'
import { loadPrivateKey } from '../../src/keys/load-private-key.ts'
import { decodeText } from '../../src/keys/read-pem.ts'

interface Row {
  readonly file: string
  readonly kind: 'pkcs12' | 'pem'
  readonly reads?: 'pair' | 'key' | 'certificate'
  readonly passphrase?: string
  readonly alias?: string
  /** What OpenSSL 3 and Node said when the file was made. */
  readonly openssl: string
  readonly node: string
  readonly opens?: { readonly certificate: string; readonly key: string; readonly chain: readonly string[] }
  /** Words of the refusal. */
  readonly reason?: string
  /** Why it opens although OpenSSL refuses it, or the reverse. */
  readonly differs?: string
}

const folder = new URL('__fixtures__/', import.meta.url)
const rows = JSON.parse(readFileSync(new URL('zoo.json', folder), 'utf8')) as readonly Row[]
const bytesOf = ({ file }: Row): Buffer => readFileSync(new URL(file, folder))

const fingerprint = (certificate: string | X509Certificate): string =>
  createHash('sha256').update(new X509Certificate(certificate.toString()).raw).digest('hex')
const spki = (key: Parameters<typeof createPublicKey>[0]): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64').slice(-24)

/** What comes out of a file, in the words of the table. */
const readRow = (row: Row): Row['opens'] => {
  const { kind, passphrase, alias } = row
  if (kind === 'pkcs12') {
    const { certificate, key, chain } = readPkcs12(bytesOf(row), passphrase ?? '', { alias })
    return { certificate: fingerprint(certificate), key: spki(createPrivateKey(key)), chain: chain.map(fingerprint) }
  }
  const text = decodeText(bytesOf(row))
  if (row.reads === 'key') loadPrivateKey(text, passphrase)
  if (row.reads === 'certificate') readCertificate(text)
  const { own, chain, key } = readPair({ certificate: text, key: text, passphrase })
  return { certificate: fingerprint(own), key: spki(key), chain: chain.map(fingerprint) }
}

const refusalOf = (row: Row): unknown => {
  try {
    return readRow(row)
  } catch (error) {
    return error
  }
}

/** What a spoilt file threw, when that was no error for people. */
const strangeFault = (bytes: Buffer, passphrase: string): unknown => {
  try {
    readPkcs12(bytes, passphrase)
    return undefined
  } catch (error) {
    return NostroError.isInstance(error) && error.code === 'invalid_config' ? undefined : error
  }
}

describe('the zoo of containers and PEM texts', () => {
  it('has at least 60 containers and 30 texts', () => {
    expect(rows.filter(({ kind }) => kind === 'pkcs12').length).toBeGreaterThanOrEqual(60)
    expect(rows.filter(({ kind }) => kind === 'pem').length).toBeGreaterThanOrEqual(30)
  })

  it('opens what OpenSSL opens, and where it does not a reason stands in the table', () => {
    const unexplained = rows.filter(
      ({ openssl, opens, reason, differs }) =>
        openssl.startsWith('opens') !== (opens !== undefined) && (reason ?? differs) === undefined,
    )
    expect(unexplained).toEqual([])
  })

  it.each(rows.filter(({ opens }) => opens !== undefined).map((row) => [row.file, row] as const))(
    'B6, B7: %s opens, with its own certificate, key and issuers',
    (_, row) => {
      expect(readRow(row)).toEqual(row.opens)
    },
  )

  it.each(rows.filter(({ opens }) => opens === undefined).map((row) => [row.file, row.reason ?? '', row] as const))(
    'B6, B7: %s is refused: %s',
    (_, reason, row) => {
      const error = refusalOf(row)
      expect(error).toBeInstanceOf(NostroError)
      expect(error).toMatchObject({ code: 'invalid_config', hint: expect.stringMatching(/\w/) })
      expect((error as NostroError).message).toMatch(new RegExp(reason))
      // Nothing of the file stands in what is shown.
      const shown = `${(error as NostroError).message} ${(error as NostroError).hint}`
      const secrets = [
        row.passphrase ?? '',
        ...decodeText(bytesOf(row))
          .split(/\s+/)
          .filter((word) => word.length > 40),
      ]
      for (const secret of secrets.filter((each) => each !== '' && each !== 'other'))
        expect(shown).not.toContain(secret)
    },
  )

  it('B7: UTF-16 that was read as UTF-8 opens all the same', () => {
    for (const row of rows.filter(({ file }) => file.startsWith('utf-16'))) {
      const text = bytesOf(row).toString('utf8')
      expect(fingerprint(readPair({ certificate: text, key: text }).own)).toBe(row.opens?.certificate)
    }
  })
})

describe('damaged files', () => {
  it('B6: no file, wherever it is cut or changed, does anything but open or be refused by name', () => {
    const small = rows.filter(({ file }) => file.startsWith('one-round'))
    expect(small).toHaveLength(3)
    const odd: unknown[] = []
    for (const row of small) {
      const bytes = bytesOf(row)
      for (let at = 0; at < bytes.length; at += 7) {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ 0x55
        odd.push(
          ...[changed, bytes.subarray(0, at)].flatMap((spoilt) => strangeFault(spoilt, row.passphrase ?? '') ?? []),
        )
      }
    }
    expect(odd).toEqual([])
  })

  it('forged lengths, depths and counts end at once', () => {
    const deep = Buffer.alloc(200_000, 0x30)
    for (let at = 1; at < deep.length; at += 2) deep[at] = 0x80
    for (const bytes of [deep, Buffer.from('3084ffffffff', 'hex'), Buffer.from('3080', 'hex'), Buffer.alloc(50)]) {
      expect(() => readPkcs12(bytes, 'x')).toThrow(/damaged/)
    }
  })
})
