/** What something is that was given in place of what is wanted, and what to do with it. */
export interface NamedInput {
  /** Such as `a Java keystore (JKS)`. */
  readonly what: string
  /** What to do. */
  readonly hint: string
}

const convertStore = (type: string): string =>
  `Convert it: keytool -importkeystore -srckeystore FILE -srcstoretype ${type} -destkeystore NEW.p12 -deststoretype PKCS12.`

/** Files by their first bytes. */
const magics: readonly (readonly [hex: string, named: NamedInput])[] = [
  ['feedfeed', { what: 'a Java keystore (JKS)', hint: convertStore('JKS') }],
  ['cececece', { what: 'a Java keystore (JCEKS)', hint: convertStore('JCEKS') }],
  ['504b0304', { what: 'a ZIP archive', hint: 'Unpack it and give the file inside.' }],
  ['1f8b', { what: 'a gzip archive', hint: 'Unpack it and give the file inside.' }],
  ['6f70656e7373682d6b65792d7631', { what: 'an OpenSSH key', hint: 'Convert it: ssh-keygen -p -m PKCS8 -f FILE.' }],
  [
    '53514c69746520666f726d6174',
    { what: 'a database (SQLite), perhaps NSS’s', hint: 'Export from it: pk12util -o NEW.p12 -n NAME -d FOLDER.' },
  ],
]

/** Texts by what stands in them. */
const texts: readonly (readonly [pattern: RegExp, named: NamedInput])[] = [
  [
    /-----BEGIN OPENSSH PRIVATE KEY-----/,
    { what: 'an OpenSSH key', hint: 'Convert it: ssh-keygen -p -m PKCS8 -f FILE.' },
  ],
  [/-----BEGIN PGP /, { what: 'an OpenPGP text', hint: 'Banks do not take OpenPGP keys; give the PKCS#8 key.' }],
  [
    /^PuTTY-User-Key-File/,
    { what: 'a PuTTY key', hint: 'Convert it: puttygen FILE -O private-openssh-new, or export it as PEM.' },
  ],
  [/^---- BEGIN SSH2 /, { what: 'an SSH2 public key', hint: 'Give the private key in PEM.' }],
  [/^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+) /, { what: 'an SSH public key', hint: 'Give the private key in PEM.' }],
  [
    /-----BEGIN (?:PKCS7|PKCS #7 SIGNED DATA|CMS)-----/,
    {
      what: 'a PKCS#7 bundle (.p7b)',
      hint: 'Take the certificates out: openssl pkcs7 -print_certs -in FILE -out NEW.pem.',
    },
  ],
  [
    /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----/,
    { what: 'a certificate request', hint: 'Send the request to the issuer and give the certificate that comes back.' },
  ],
  [
    /-----BEGIN (?:EC |DSA )?PARAMETERS-----/,
    { what: 'a file of key parameters', hint: 'Give the key or certificate itself.' },
  ],
  [/-----BEGIN X509 CRL-----/, { what: 'a revocation list', hint: 'Give the certificate itself.' }],
  [/^\s*\{[\s\S]{0,4096}"kty"/, { what: 'a JSON Web Key', hint: 'Give the key as PEM (PKCS#8).' }],
  [
    /^\s*<(?:\?xml|!doctype|html)/i,
    { what: 'an HTML or XML page', hint: 'Download the file itself again; a login page was saved in its place.' },
  ],
  [/-----BEGIN%20/, { what: 'PEM text in percent-encoding', hint: 'Decode it before it is given.' }],
  [
    /[\u2010-\u2015\u2212]{1,5} ?BEGIN |(?<!-)-{1,4} ?BEGIN [A-Z0-9 ]+-/,
    {
      what: 'PEM text whose dashes were changed',
      hint: 'There must be five plain hyphens before and after BEGIN and END; copy the file, not its display.',
    },
  ],
  [
    /^\s*(?:MI[A-Za-z0-9+/]{2}[A-Za-z0-9+/\s]{60,}={0,2})\s*$/,
    { what: 'base64 without its BEGIN and END lines', hint: 'Put the BEGIN and END lines of the PEM file around it.' },
  ],
]

/** Names what these bytes or this text are, where they are of a kind that is known. */
export const nameInput = (input: Uint8Array | string): NamedInput | undefined => {
  const bytes = Buffer.from(input)
  const hex = bytes.subarray(0, 16).toString('hex')
  const byMagic = magics.find(([start]) => hex.startsWith(start))
  if (byMagic !== undefined) return byMagic[1]
  const text = typeof input === 'string' ? input : bytes.toString('latin1')
  return texts.find(([pattern]) => pattern.test(text.slice(0, 65_536)))?.[1]
}
