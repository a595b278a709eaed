import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { NostroErrorCode } from '../../packages/core/src/index.ts'
import type { IngProvider } from '../../packages/provider-ing/src/index.ts'
import { issueRelyingParty, issueTpp } from '../../packages/simulators/src/index.ts'
import { type Bench, encrypt, type Faulty, hasOpenssl, issueBelow, issueEc, issueServer, startBench } from './bench.ts'
import { createRevocationList } from './revocation-list.ts'

let bench: Bench

beforeAll(async () => {
  bench = await startBench()
})

afterEach(async () => bench.clear())

afterAll(async () => bench.stop())

const yearMs = 365 * 86_400_000
const half = (text: string): string => text.slice(0, text.length / 2)
/** Outside its dates in real time, by which TLS judges. */
const past = { notBefore: Date.now() - 2 * yearMs, notAfter: Date.now() - 86_400_000 }

const register = async ({ registration }: IngProvider): Promise<void> => {
  await registration.register({ contact: 'tech@tpp.example', redirectUris: ['https://tpp.example/cb'] })
}

type Row = readonly [string, NostroErrorCode, RegExp, (bench: Bench) => Faulty | Promise<Faulty>]

/** Title, code, what the hint says, and the two set-ups: the second differs from the first by what the hint says. */
const rows: readonly Row[] = [
  [
    '1 an expired QWAC',
    'certificate_rejected',
    /renewed by its issuer/,
    async ({ ing, pki, tpp }) => ing({ tls: (await tpp({ validity: 'expired' })).tls }, { tls: pki.ing.tpp.tls }),
  ],
  [
    '2 an expired QSealC',
    'certificate_rejected',
    /renewed by its issuer/,
    async ({ ing, pki, tpp }) => ing({ signing: (await tpp({ validity: 'expired' })).signing }, pki.ing.tpp),
  ],
  [
    '3 a certificate that is not yet valid, by a clock that is years behind',
    'certificate_rejected',
    /clock is wrong/,
    ({ ing, setClock }) => {
      const { broken, mended } = ing({}, {})
      setClock(-5 * yearMs)
      return {
        broken,
        mended: () => {
          setClock(0)
          return mended()
        },
      }
    },
  ],
  [
    '4 a QWAC of an authority that ING does not trust',
    'certificate_rejected',
    /issued for PSD2, and registered with ING/,
    async ({ ing, pki, tpp }) => ing({ tls: (await tpp({ authority: 'foreign' })).tls }, { tls: pki.ing.tpp.tls }),
  ],
  [
    '5 a good QWAC that nobody registered',
    'certificate_rejected',
    /registered with ING for this client id/,
    async ({ ing, pki, tpp }) => ing({ tls: (await tpp({})).tls }, { tls: pki.ing.tpp.tls }),
  ],
  [
    '6 the key of another certificate for TLS',
    'invalid_config',
    /key from which the certificate was requested/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => ing({ tls: { certificate: tpp.tls.certificate, key: tpp.signing.key } }, { tls: tpp.tls }),
  ],
  [
    '7 the key of another certificate for signing',
    'invalid_config',
    /key from which the certificate was requested/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => ing({ signing: { certificate: tpp.signing.certificate, key: tpp.tls.key } }, { signing: tpp.signing }),
  ],
  [
    '8 certificate and key swapped',
    'invalid_config',
    /the other way round/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => ing({ tls: { certificate: tpp.tls.key, key: tpp.tls.certificate } }, { tls: tpp.tls }),
  ],
  [
    '9 the QWAC used for signing',
    'certificate_rejected',
    /QSealC pair here/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => ing({ signing: tpp.tls }, { signing: tpp.signing }),
  ],
  [
    '10 the QSealC used for TLS',
    'certificate_rejected',
    /QWAC pair here/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => ing({ tls: tpp.signing }, { tls: tpp.tls }),
  ],
  [
    '11 a key of 1024 bits',
    'invalid_config',
    /new key of 2048 bits or more/,
    async ({ ing, pki, tpp }) => ing({ tls: (await tpp({ keySize: 1024 })).tls }, { tls: pki.ing.tpp.tls }),
  ],
  [
    '12 an EC key, where ING registers RSA',
    'invalid_config',
    /certificate of an RSA key/,
    async ({ ing, pki, tpp }) => ing({ signing: issueEc(pki.authorities.ing) }, await tpp({}), register),
  ],
  [
    '13 an encrypted key without passphrase',
    'invalid_config',
    /Give the passphrase/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => {
      const tls = { certificate: tpp.tls.certificate, key: encrypt(tpp.tls.key, 'right') }
      return ing({ tls }, { tls: { ...tls, passphrase: 'right' } })
    },
  ],
  [
    '14 an encrypted key with a wrong passphrase',
    'invalid_config',
    /Check the passphrase/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => {
      const tls = { certificate: tpp.tls.certificate, key: encrypt(tpp.tls.key, 'right'), passphrase: 'wrong' }
      return ing({ tls }, { tls: { ...tls, passphrase: 'right' } })
    },
  ],
  [
    '15 a half-written certificate',
    'invalid_config',
    /Copy the certificate again, whole/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => ing({ tls: { ...tpp.tls, certificate: half(tpp.tls.certificate) } }, { tls: tpp.tls }),
  ],
  [
    '16 a half-written key',
    'invalid_config',
    /Copy the key again, whole/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => ing({ tls: { ...tpp.tls, key: half(tpp.tls.key) } }, { tls: tpp.tls }),
  ],
  [
    '17 an empty file',
    'invalid_config',
    /to the contents of the file/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) => ing({ tls: { ...tpp.tls, certificate: '' } }, { tls: tpp.tls }),
  ],
  [
    '18 DER where PEM is wanted',
    'invalid_config',
    /openssl x509 -inform der/,
    ({ bankId, file, fileIdentity, pki }) => {
      const { certificate, key } = pki.bankid.relyingParty
      const paths = { certificate: file('rp.cer', new X509Certificate(certificate).raw), key: file('rp.key', key) }
      const call = async (): Promise<unknown> => bankId({ identity: fileIdentity(paths) }, {}).broken()
      return {
        broken: call,
        mended: async () => {
          file('rp.cer', new X509Certificate(readFileSync(paths.certificate)).toString())
          return call()
        },
      }
    },
  ],
  [
    '19 a certificate request in place of the certificate',
    'invalid_config',
    /certificate that comes back/,
    ({
      ing,
      pki: {
        ing: { tpp },
      },
    }) =>
      ing(
        { tls: { ...tpp.tls, certificate: tpp.tls.certificate.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST') } },
        { tls: tpp.tls },
      ),
  ],
  [
    '20 a certificate that ING knows as revoked',
    'certificate_rejected',
    /not revoked/,
    async ({ ing, pki, simulators }) => {
      await simulators.control.call('POST', '/ing/certificates/revoke', { certificate: pki.ing.tpp.tls.certificate })
      const clientId = 'c188888a-6a7d-40b0-bdcb-c612bc1f8ba1'
      return ing({}, { ...pki.ing.otherTpp, clientId })
    },
  ],
  [
    '21 a PKCS#12 file with a wrong passphrase',
    'invalid_config',
    /passphrase that the file was exported with/,
    ({ bankId, pki: { bankid } }) => {
      const { pkcs12, passphrase } = bankid.relyingParty
      return bankId({ identity: { pkcs12, passphrase: 'wrong' } }, { identity: { pkcs12, passphrase } })
    },
  ],
  [
    '22 a half-written PKCS#12 file',
    'invalid_config',
    /whole \.p12 or \.pfx file/,
    ({ bankId, pki: { bankid } }) => {
      const { pkcs12, passphrase } = bankid.relyingParty
      return bankId({ identity: { pkcs12: pkcs12.subarray(0, 900), passphrase } }, { identity: { pkcs12, passphrase } })
    },
  ],
  [
    '23 a relying party of an authority that BankID does not trust',
    'certificate_rejected',
    /missing, expired, or of another environment/,
    async ({ bankId, pki }) => {
      const { certificate, key } = pki.bankid.relyingParty
      const foreign = await issueRelyingParty(pki.authorities, { authority: 'foreign' })
      return bankId({ identity: foreign }, { identity: { certificate, key } })
    },
  ],
  [
    '24 BankID’s test certificate against production',
    'certificate_rejected',
    /set `environment` to "test"/,
    ({ bankId, simulators: { ready } }) => {
      // Only BankID's own address is production.
      const production = 'https://appapi2.bankid.com/rp/v6.0'
      const here = ready.bankid?.url ?? ''
      return bankId({ environment: 'production', apiUrl: production }, { environment: 'test', apiUrl: here })
    },
  ],
  [
    '25 a server of an authority that we do not trust',
    'certificate_rejected',
    /as the option “ca”/,
    async ({ server, serve, pki }) => server({ origin: await serve(), ca: pki.ing.clientCa }, { ca: pki.serverCa }),
  ],
  [
    '26 a private authority, and no “ca”',
    'certificate_rejected',
    /as the option “ca”/,
    async ({ server, serve, pki }) => server({ origin: await serve() }, { ca: pki.serverCa }),
  ],
  [
    '27 a server that leaves out the authority in between',
    'certificate_rejected',
    /and those between, as the option “ca”/,
    async ({ server, serve, pki }) => {
      const between = await issueBelow(pki.authorities.server)
      const { certificate: cert, key } = await issueServer(between, { ip: ['127.0.0.1'] })
      const origin = await serve({ cert, key })
      return server({ origin, ca: pki.serverCa }, { ca: `${pki.serverCa}\n${between.certificate}` })
    },
  ],
  [
    '28 a server’s certificate for another name',
    'certificate_rejected',
    /Check the address in the options/,
    async ({ server, serve, pki }) => {
      const { certificate: cert, key } = await issueServer(pki.authorities.server, { dns: ['localhost'] })
      const origin = await serve({ cert, key })
      return server({ origin, ca: pki.serverCa }, { origin: origin.replace('127.0.0.1', 'localhost') })
    },
  ],
  [
    '29 a server’s certificate that expired',
    'certificate_rejected',
    /the bank has to renew its certificate/,
    async ({ server, serve, pki }) => {
      const { certificate: cert, key } = await issueServer(pki.authorities.server, { ip: ['127.0.0.1'] }, past)
      return server({ origin: await serve({ cert, key }), ca: pki.serverCa }, { origin: await serve() })
    },
  ],
  [
    '30 a server that speaks TLS 1.1 at most',
    'certificate_rejected',
    /Check scheme and port/,
    async ({ server, serve, pki }) => {
      const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
      return server({ origin: await serve(old), ca: pki.serverCa }, { origin: await serve() })
    },
  ],
  [
    '31 a port without TLS',
    'certificate_rejected',
    /Check scheme and port/,
    async ({ server, serve, servePlain, pki }) =>
      server({ origin: await servePlain(), ca: pki.serverCa }, { origin: await serve() }),
  ],
  [
    '32 a certificate without a PSD2 role',
    'certificate_rejected',
    /roles of your licence/,
    async ({ ing, tpp }) => ing(await tpp({ roles: [] }), await tpp({}), register),
  ],
  ...(['TLSv1.2', 'TLSv1.3'] as const).map(
    (version, index): Row => [
      `${33 + index} no client certificate, over ${version}`,
      'certificate_rejected',
      /one is configured|is configured/,
      async ({ server, serve, pki }) => {
        const strict = { requestCert: true, ca: pki.ing.clientCa, minVersion: version, maxVersion: version } as const
        return server({ origin: await serve(strict), ca: pki.serverCa }, { identity: pki.ing.tpp.tls })
      },
    ],
  ),
]

/** Refusals by a TLS alert, which only OpenSSL's own server sends; in TLS 1.3 it comes after the handshake. */
const alertRows: readonly Row[] = (['tls1_2', 'tls1_3'] as const).flatMap((version, index): readonly Row[] => {
  const first = 35 + index * 4
  const at = async ({ server, serveByOpenssl, pki }: Bench, identity: { certificate: string; key: string }) =>
    server({ origin: await serveByOpenssl(version), ca: pki.serverCa, identity }, { identity: pki.ing.tpp.tls })
  return [
    [
      `${first} a client certificate of an unknown authority, over ${version}`,
      'certificate_rejected',
      /registered with the bank/,
      async (open) => at(open, (await open.tpp({ authority: 'foreign' })).tls),
    ],
    [
      `${first + 1} an expired client certificate, over ${version}`,
      'certificate_rejected',
      /unexpired/,
      async (open) => at(open, (await open.tpp({ validity: 'expired' })).tls),
    ],
    [
      `${first + 2} a revoked client certificate, over ${version}`,
      'certificate_rejected',
      /not revoked/,
      async ({ server, serveByOpenssl, pki, tpp }) => {
        const { tls } = await tpp({})
        const crl = createRevocationList(pki.authorities.ing, [tls.certificate], Date.now())
        const origin = await serveByOpenssl(version, crl)
        return server({ origin, ca: pki.serverCa, identity: tls }, { identity: pki.ing.tpp.tls })
      },
    ],
    [
      `${first + 3} a client certificate without the authority in between, over ${version}`,
      'certificate_rejected',
      /also holds the certificates between/,
      async ({ server, serveByOpenssl, pki }) => {
        const between = await issueBelow(pki.authorities.ing)
        const { tls } = await issueTpp({ ...pki.authorities, ing: between })
        const whole = { ...tls, certificate: `${tls.certificate}\n${between.certificate}` }
        const origin = await serveByOpenssl(version)
        return server({ origin, ca: pki.serverCa, identity: tls }, { identity: whole })
      },
    ],
  ]
})

const check = async ([, code, hint, make]: Row): Promise<void> => {
  const { broken, mended } = await make(bench)
  await expect(broken()).rejects.toMatchObject({ name: 'NostroError', code, hint: expect.stringMatching(hint) })
  // Never tried again: one attempt of each call, and a bank that refuses does so once.
  expect(bench.calls.map(({ attempts }) => attempts)).toEqual(bench.calls.map(() => 1))
  expect(bench.simulators.recorder.rejections().length).toBeLessThanOrEqual(1)
  await expect(mended()).resolves.toBeUndefined()
  expect(bench.calls.length).toBeGreaterThan(0)
  expect(bench.calls.every(({ status = 0 }) => status >= 200 && status < 300)).toBe(true)
}

describe('a bad set-up is told by code and hint, and the hint mends it', { timeout: 60_000 }, () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', async (_title, row) => check(row))

  it.runIf(hasOpenssl).each(alertRows.map((row) => [row[0], row] as const))('%s', async (_title, row) => check(row))
})

describe('PKCS#12 files of old programs open, and the bank accepts what is in them', () => {
  /** `-legacy` wants a module that not every machine has; where it is missing the command says so. */
  const byOpenssl = (options: readonly string[]): Buffer | undefined => {
    const { certificate, key } = bench.pki.bankid.relyingParty
    const dir = mkdtempSync(join(tmpdir(), 'nostro-p12-'))
    try {
      const [pem, out] = [join(dir, 'pair.pem'), join(dir, 'pair.p12')]
      writeFileSync(pem, `${certificate}\n${key}`, { mode: 0o600 })
      const args = ['pkcs12', '-export', '-in', pem, '-out', out, '-passout', 'pass:secret', ...options]
      return spawnSync('openssl', args).status === 0 ? readFileSync(out) : undefined
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }

  it.runIf(hasOpenssl).each([
    ['RC2 with 40 bits, key in 3DES', ['-legacy']],
    ['RC2 with 40 bits for both', ['-legacy', '-keypbe', 'PBE-SHA1-RC2-40', '-certpbe', 'PBE-SHA1-RC2-40']],
    ['3DES', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['AES-256', []],
  ])('%s', async (_title, options) => {
    const pkcs12 = byOpenssl(options)
    if (pkcs12 === undefined) throw new Error('openssl made no file')
    await bench.bankId({ identity: { pkcs12, passphrase: 'secret' } }, {}).broken()
    expect(bench.calls).toMatchObject([{ status: 200 }])
  })

  it.runIf(hasOpenssl)('RC2 with 128 bits does not, and the hint says how to make a file that does', async () => {
    const rare = byOpenssl(['-legacy', '-keypbe', 'PBE-SHA1-RC2-128', '-certpbe', 'PBE-SHA1-RC2-128'])
    const again = byOpenssl(['-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC'])
    if (rare === undefined || again === undefined) throw new Error('openssl made no file')
    const { broken, mended } = bench.bankId(
      { identity: { pkcs12: rare, passphrase: 'secret' } },
      { identity: { pkcs12: again, passphrase: 'secret' } },
    )
    await expect(broken()).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/cipher/),
      hint: expect.stringMatching(/-keypbe AES-256-CBC -certpbe AES-256-CBC/),
    })
    await mended()
    expect(bench.calls).toMatchObject([{ status: 200 }])
  })
})
