import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { issueTpp } from '../../packages/simulators/src/index.ts'
import { createRevocationList } from './revocation-list.ts'
import { checkRow, type Row } from './row.ts'
import { hasOpenssl, issueBelow, issueServer, type SetUp, startSetUp } from './set-up.ts'

let setUp: SetUp

beforeAll(async () => {
  setUp = await startSetUp()
})

afterEach(async () => setUp.clear())

afterAll(async () => setUp.stop())

const dayMs = 86_400_000
/** Outside its dates in real time, by which TLS judges. */
const past = { notBefore: Date.now() - 700 * dayMs, notAfter: Date.now() - dayMs }

/** Numbered on from the rows of one’s own pairs. */
const rows: readonly Row[] = [
  [
    '26 a server of an authority that we do not trust',
    'certificate_rejected',
    /as the option “ca”/,
    async ({ server, serve, pki }) => server({ origin: await serve(), ca: pki.ing.clientCa }, { ca: pki.serverCa }),
  ],
  [
    '27 a private authority, and no “ca”',
    'certificate_rejected',
    /as the option “ca”/,
    async ({ server, serve, pki }) => server({ origin: await serve() }, { ca: pki.serverCa }),
  ],
  [
    '28 a server that leaves out the authority in between',
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
    '29 a server’s certificate for another name',
    'certificate_rejected',
    /Check the address in the options/,
    async ({ server, serve, pki }) => {
      const { certificate: cert, key } = await issueServer(pki.authorities.server, { dns: ['localhost'] })
      const origin = await serve({ cert, key })
      return server({ origin, ca: pki.serverCa }, { origin: origin.replace('127.0.0.1', 'localhost') })
    },
  ],
  [
    '30 a server’s certificate that expired',
    'certificate_rejected',
    /the bank has to renew its certificate/,
    async ({ server, serve, pki }) => {
      const { certificate: cert, key } = await issueServer(pki.authorities.server, { ip: ['127.0.0.1'] }, past)
      return server({ origin: await serve({ cert, key }), ca: pki.serverCa }, { origin: await serve() })
    },
  ],
  [
    '31 a server that speaks TLS 1.1 at most',
    'bank_unavailable',
    /older TLS is not supported/,
    async ({ server, serve, pki }) => {
      const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
      return server({ origin: await serve(old), ca: pki.serverCa }, { origin: await serve() })
    },
  ],
  [
    '32 a port without TLS',
    'bank_unavailable',
    /it may be a port for plain HTTP/,
    async ({ server, serve, servePlain, pki }) =>
      server({ origin: await servePlain(), ca: pki.serverCa }, { origin: await serve() }),
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
  const at = async ({ server, serveByOpenssl, pki }: SetUp, identity: { certificate: string; key: string }) =>
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

describe('a refused handshake is named by code and hint, and the hint fixes it', { timeout: 180_000 }, () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', async (_title, row) => checkRow(row, setUp))

  it.runIf(hasOpenssl).each(alertRows.map((row) => [row[0], row] as const))('%s', async (_title, row) =>
    checkRow(row, setUp),
  )
})
