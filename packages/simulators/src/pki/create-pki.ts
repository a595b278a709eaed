import type { DistinguishedName } from './distinguished-name.ts'
import { basicConstraints, extendedKeyUsage, keyUsage, subjectAlternativeNames } from './extensions.ts'
import { issueAuthority } from './issue-authority.ts'
import { issueCertificate, type Validity } from './issue-certificate.ts'
import { issueRelyingParty } from './issue-relying-party.ts'
import { issueTpp } from './issue-tpp.ts'
import { toPkcs12 } from './pkcs12.ts'
import type { BankIdPki, PemPair, Pki, PkiAuthorities } from './pki.ts'
import { generateRsaKey, toPkcs1Pem } from './rsa-key.ts'
import { authorityValidity, leafValidity } from './validity.ts'

/** The times that certificates are made for. */
export interface PkiOptions {
  /** The machine's clock, by which TLS judges certificates. Epoch milliseconds. */
  readonly realNow?: number
  /** The simulators' clock, when it stands elsewhere: certificates cover both. */
  readonly simulatedNow?: number
}

const bankIdCompany = 'Finansiell ID-Teknik BID AB'
const testbank = 'Testbank A AB (publ)'
/** Pass phrase of all files that BankID publishes for its test environment. */
const passphrase = 'qwerty123'

const ingAuthority: DistinguishedName = [
  ['country', 'NL'],
  ['state', 'Amsterdam'],
  ['locality', 'Amsterdam'],
  ['organization', 'ING'],
  ['organizationalUnit', 'ING'],
  ['commonName', 'AppCertificateMeansAPI'],
]

const createAuthorities = async (validity: Validity): Promise<PkiAuthorities> => {
  const root = (subject: DistinguishedName): Promise<PemPair> => issueAuthority({ subject, validity })
  const [server, ing, bankid, foreign] = await Promise.all([
    root([
      ['organization', 'Nostro simulators'],
      ['commonName', 'Nostro Simulator Server CA'],
    ]),
    root(ingAuthority),
    root([
      ['country', 'SE'],
      ['organization', testbank],
      ['serialNumber', '111111111111'],
      ['commonName', 'Testbank A RP CA v1 for BankID Test'],
    ]),
    root([
      ['organization', 'Somebody else'],
      ['commonName', 'Unknown CA'],
    ]),
  ])
  return { server, ing, bankid, foreign }
}

/** A server's pair, or the pair with which a bank signs its answers: both chain up to the servers' CA. */
const issueBankPair = async (
  authority: PemPair,
  validity: Validity,
  name: string,
  isServer: boolean,
): Promise<PemPair> => {
  const key = await generateRsaKey()
  const certificate = issueCertificate({
    subject: [
      ['organization', 'Nostro simulators'],
      ['commonName', name],
    ],
    publicKey: key.publicKey,
    issuer: authority,
    validity,
    extensions: [
      basicConstraints(false),
      ...(isServer
        ? [
            keyUsage('digitalSignature', 'keyEncipherment'),
            extendedKeyUsage(['serverAuth']),
            subjectAlternativeNames(['localhost'], ['127.0.0.1']),
          ]
        : [keyUsage('digitalSignature', 'nonRepudiation')]),
    ],
  })
  return { certificate, key: toPkcs1Pem(key.privateKey) }
}

/** The hierarchy of the users' certificates: root, then bank CA, then customer CA. */
const createUserAuthorities = async (
  validity: Validity,
): Promise<Pick<BankIdPki, 'userRoot' | 'userBankCa' | 'userCustomerCa'>> => {
  const common = { validity, policies: ['1.2.3.4.5'], hash: 'sha512' } as const
  const userRoot = await issueAuthority({
    ...common,
    subject: [
      ['organization', bankIdCompany],
      ['organizationalUnit', 'BankID Member Banks CA'],
      ['commonName', 'Test BankID Root CA v1 Test'],
    ],
  })
  const below = (issuer: PemPair, commonName: string): Promise<PemPair> =>
    issueAuthority({
      ...common,
      issuer,
      subject: [
        ['country', 'SE'],
        ['organization', testbank],
        ['serialNumber', '111111111111'],
        ['commonName', commonName],
      ],
    })
  const userBankCa = await below(userRoot, 'Testbank A CA v1 for BankID Test')
  const userCustomerCa = await below(userBankCa, 'Testbank A Customer CA1 v1 for BankID Test')
  return { userRoot, userBankCa, userCustomerCa }
}

/**
 * Makes every key and certificate of a run. Keys are made in parallel on the thread pool: about a second in all.
 *
 * @example
 * const pki = await createPki()
 */
export const createPki = async (options: PkiOptions = {}): Promise<Pki> => {
  const realNow = options.realNow ?? Date.now()
  const validity = leafValidity(realNow, options.simulatedNow)
  const users = createUserAuthorities(authorityValidity(validity))
  const authorities = await createAuthorities(authorityValidity(validity))
  const [server, bank, tpp, otherTpp, relyingParty, secondRelyingParty, userAuthorities] = await Promise.all([
    issueBankPair(authorities.server, validity, 'localhost', true),
    issueBankPair(authorities.server, validity, 'Simulated ING response signing', false),
    issueTpp(authorities, { validity }),
    issueTpp(authorities, {
      validity,
      organization: 'Other TPP',
      organizationIdentifier: 'PSDNL-SBX-5432154321',
    }),
    issueRelyingParty(authorities, { validity }),
    issueRelyingParty(authorities, {
      validity,
      commonName: 'FP Testcert 6',
      name: 'Second test of BankID',
      organizationNumber: '5566778890',
    }),
    users,
  ])
  return {
    serverCa: authorities.server.certificate,
    server,
    ing: { clientCa: authorities.ing.certificate, tpp, otherTpp, bank },
    bankid: {
      clientCa: authorities.bankid.certificate,
      relyingParty: { ...relyingParty, pkcs12: toPkcs12(relyingParty, passphrase), passphrase },
      secondRelyingParty,
      ...userAuthorities,
    },
    authorities,
  }
}
