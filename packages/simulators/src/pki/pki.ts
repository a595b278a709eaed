/** A certificate and its private key, both PEM. */
export interface PemPair {
  readonly certificate: string
  readonly key: string
}

/** One TPP at the simulated ING: a QWAC for TLS and a QSealC for signing, keys as unencrypted PKCS#1. */
export interface IngTpp {
  readonly tls: PemPair
  readonly signing: PemPair
}

/** Certificates of the simulated ING. */
export interface IngPki {
  /** PEM of the CA that ING trusts for clients; both pairs of every TPP chain up to it. */
  readonly clientCa: string
  /** The pre-registered sandbox application. */
  readonly tpp: IngTpp
  /** A second registered TPP, for requests with somebody else's certificate. */
  readonly otherTpp: IngTpp
  /** ING's own pair for signed responses. */
  readonly bank: PemPair
}

/** Certificates of the simulated BankID. */
export interface BankIdPki {
  /** PEM of the CA that BankID trusts for relying parties. */
  readonly clientCa: string
  readonly relyingParty: PemPair & { readonly pkcs12: Buffer; readonly passphrase: string }
  readonly secondRelyingParty: PemPair
  /** Root -> bank CA -> customer CA; users' certificates are issued by the customer CA. */
  readonly userRoot: PemPair
  readonly userBankCa: PemPair
  readonly userCustomerCa: PemPair
}

/** The signing CAs with their keys, for issuing more certificates while a test runs. */
export interface PkiAuthorities {
  readonly server: PemPair
  /** Signs TPP certificates; `Pki.ing.clientCa` is its certificate. */
  readonly ing: PemPair
  /** Signs relying parties; `Pki.bankid.clientCa` is its certificate. */
  readonly bankid: PemPair
  /** A CA that no bank trusts. */
  readonly foreign: PemPair
}

/** Everything that the simulators make at the start of a run. */
export interface Pki {
  /** PEM of the CA of the three servers' certificates. */
  readonly serverCa: string
  /** Certificate for 127.0.0.1 and localhost. */
  readonly server: PemPair
  readonly ing: IngPki
  readonly bankid: BankIdPki
  readonly authorities: PkiAuthorities
}
