import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import type { IngProvider } from '../../packages/provider-ing/src/index.ts'
import { issueRelyingParty } from '../../packages/simulators/src/index.ts'
import { checkRow, type Row } from './row.ts'
import { encrypt, issueEc, type SetUp, startSetUp } from './set-up.ts'

let setUp: SetUp

beforeAll(async () => {
  setUp = await startSetUp()
})

afterEach(async () => setUp.clear())

afterAll(async () => setUp.stop())

const yearMs = 365 * 86_400_000
const half = (text: string): string => text.slice(0, text.length / 2)

const register = async ({ registration }: IngProvider): Promise<void> => {
  await registration.register({ contact: 'tech@tpp.example', redirectUris: ['https://tpp.example/cb'] })
}

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
      const { broken, fixed } = ing({}, {})
      setClock(-5 * yearMs)
      return {
        broken,
        fixed: () => {
          setClock(0)
          return fixed()
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
        fixed: async () => {
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
    '25 a certificate without a PSD2 role',
    'certificate_rejected',
    /roles of your licence/,
    async ({ ing, tpp }) => ing(await tpp({ roles: [] }), await tpp({}), register),
  ],
]

describe('a bad pair of one’s own is named by code and hint, and the hint fixes it', { timeout: 180_000 }, () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', async (_title, row) => checkRow(row, setUp))
})
