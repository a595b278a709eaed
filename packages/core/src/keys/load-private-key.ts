import { createPrivateKey, type KeyObject } from 'node:crypto'
import { NostroError } from '../errors/nostro-error.ts'

/** RSA keys below this are refused everywhere: eIDAS certificates and the banks demand 2048 bits. */
export const minRsaBits = 2048

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

/**
 * A private key from PEM: PKCS#8, PKCS#1 or SEC1, encrypted or not. RSA of at least 2048 bits, or EC.
 * @throws NostroError `invalid_config`: what is wrong with the text, and what to give instead. It never quotes the text.
 */
export const loadPrivateKey = (pem: string, passphrase?: string): KeyObject => {
  assertLooksLikePrivateKey(pem)
  const key = decode(pem, passphrase)
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec') {
    throw refuse(
      `A key of type ${key.asymmetricKeyType ?? 'unknown'} cannot be used.`,
      'Banks take RSA keys (2048 bits or more) and EC keys on P-256, P-384 or P-521.',
    )
  }
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (bits !== undefined && bits < minRsaBits) {
    throw refuse(
      `The RSA key has ${bits} bits; at least ${minRsaBits} are needed.`,
      'Make a new key of 2048 bits or more, and have a certificate issued for it.',
    )
  }
  return key
}

const assertLooksLikePrivateKey = (pem: string): void => {
  const labels = [...pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map(([, label]) => label ?? '')
  const label = labels.find((candidate) => candidate.endsWith('PRIVATE KEY'))
  if (label !== undefined) {
    if (pem.includes(`-----END ${label}-----`)) return
    throw refuse(
      'The private key’s PEM text is cut off: its END line is missing.',
      'Copy the key again, whole, with its END line.',
    )
  }
  if (labels.includes('CERTIFICATE')) {
    throw refuse(
      'A certificate was given where the private key belongs.',
      'Are the two files swapped? The key’s PEM says PRIVATE KEY.',
    )
  }
  if (labels.some((candidate) => candidate.endsWith('PUBLIC KEY'))) {
    throw refuse(
      'A public key was given where the private key belongs.',
      'Give the private key: its PEM says PRIVATE KEY.',
    )
  }
  throw refuse(
    'The private key is not PEM text.',
    'Expected “-----BEGIN PRIVATE KEY-----”. Give the file’s contents, not its path; turn a .p12 file into PEM first.',
  )
}

const decode = (pem: string, passphrase: string | undefined): KeyObject => {
  const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(pem)
  if (encrypted && passphrase === undefined) {
    throw refuse('The private key is encrypted and no passphrase was given.', 'Give the passphrase beside the key.')
  }
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
  } catch {
    // The engine's error is left out: it can quote parts of the input.
    throw encrypted
      ? refuse(
          'The private key does not open with this passphrase.',
          'Check the passphrase; the file may also be damaged.',
        )
      : refuse('The private key’s PEM text is damaged.', 'Copy the key again, whole and unchanged.')
  }
}
