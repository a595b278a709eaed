/** The part of `Ready` for the banks that are started on request. */
export interface RequestedReady {
  readonly enableBanking?: {
    /** The API's origin. */
    readonly url: string
    /** `kid` of the registered application. */
    readonly applicationId: string
    /** File with the application's private key, PKCS#8. */
    readonly privateKey: string
    readonly redirectUris: readonly string[]
  }
  readonly simplefin?: {
    /** The server's root; ends in `/simplefin`. */
    readonly url: string
    /** Claims an access URL, once; `POST /simplefin/tokens` on the control address gives more. */
    readonly setupToken: string
  }
  readonly berlinGroup?: {
    /** Append `/` and a bank's id. */
    readonly url: string
    /** Ids of the simulated banks, such as `standard`. */
    readonly banks: readonly string[]
    /** Files of a TPP with the roles AI, PI and IC. */
    readonly tlsCertificate: string
    readonly tlsKey: string
    readonly signingCertificate: string
    readonly signingKey: string
  }
}
