import type { Simulators } from '@nostro/simulators'

// What points the command at simulated banks. A bank that did not start is not configured.

export const ingEnv = ({ ready: { ing, ca } }: Simulators, redirectUris: readonly string[]): Record<string, string> =>
  ing === undefined
    ? {}
    : {
        NOSTRO_ING_ENVIRONMENT: 'sandbox',
        NOSTRO_ING_CLIENT_ID: ing.clientId,
        NOSTRO_ING_API_URL: ing.url,
        NOSTRO_ING_AUTHORIZE_URL: ing.authorizeUrl,
        NOSTRO_ING_CA: ca,
        NOSTRO_ING_TLS_CERTIFICATE: ing.tlsCertificate,
        NOSTRO_ING_TLS_KEY: ing.tlsKey,
        NOSTRO_ING_SIGNING_CERTIFICATE: ing.signingCertificate,
        NOSTRO_ING_SIGNING_KEY: ing.signingKey,
        NOSTRO_ING_REDIRECT_URIS: redirectUris.join(' '),
      }

export const bunqEnv = ({ ready: { bunq, ca } }: Simulators, apiKey: string): Record<string, string> =>
  bunq === undefined
    ? {}
    : {
        NOSTRO_BUNQ_ENVIRONMENT: 'sandbox',
        NOSTRO_BUNQ_API_KEY: apiKey,
        NOSTRO_BUNQ_API_URL: bunq.url,
        NOSTRO_BUNQ_CA: ca,
      }

export const bankIdEnv = ({ ready: { bankid, ca } }: Simulators): Record<string, string> =>
  bankid === undefined
    ? {}
    : {
        NOSTRO_BANKID_ENVIRONMENT: 'test',
        NOSTRO_BANKID_PKCS12: bankid.pkcs12,
        NOSTRO_BANKID_PASSPHRASE: bankid.passphrase,
        NOSTRO_BANKID_API_URL: bankid.url,
        NOSTRO_BANKID_CA: ca,
        NOSTRO_BANKID_USER_ROOT: bankid.userRoot,
      }
