const unique = (all: readonly Buffer[]): readonly Buffer[] =>
  all.filter((one, at) => all.findIndex((other) => other.equals(one)) === at)

/** Accents as one character or as two: macOS types the second kind. */
const spellings = (passphrase: string): readonly string[] => [
  ...new Set([passphrase, passphrase.normalize('NFC'), passphrase.normalize('NFD')]),
]

const toBmp = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le').swap16()

const isLatin1 = (text: string): boolean => [...text].every((letter) => letter < '\u0100')

/**
 * The bytes that a passphrase may have become in PKCS#12's own derivation: a BMPString with two zero bytes (RFC 7292
 * B.1). Programs differ beyond ASCII and for an empty passphrase, so that OpenSSL tries several too: OpenSSL before 1.1
 * took each byte of UTF-8 for a character, and some write nothing at all for an empty passphrase.
 */
export const toPkcs12Passwords = (passphrase: string): readonly Buffer[] =>
  unique([
    ...spellings(passphrase).map(toBmp),
    ...spellings(passphrase).map((text) => toBmp(Buffer.from(text, 'utf8').toString('latin1'))),
    ...(passphrase === '' ? [Buffer.alloc(0)] : []),
  ])

/** The same for PBKDF2, scrypt and PBES1: UTF-8, Latin-1 where it fits, and NSS's BMPString. */
export const toPlainPasswords = (passphrase: string): readonly Buffer[] =>
  unique([
    ...spellings(passphrase).map((text) => Buffer.from(text, 'utf8')),
    ...spellings(passphrase)
      .filter(isLatin1)
      .map((text) => Buffer.from(text, 'latin1')),
    ...spellings(passphrase).map(toBmp),
  ])
