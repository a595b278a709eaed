// PKCS#12 files and what is given in their place. `opens` names the leaf that must come out, `reason` the words of a refusal.

import { toBer } from './to-ber.mjs'

const passphrase = 'horse battery'

/** By `openssl pkcs12 -export`: cipher of keys and certificates, hash of the check value, and what goes in. */
const byOpenssl =
  ({ cipher, mac, key = 'rsa', certs = [key, 'issuer', 'root'], pass = passphrase, more = [] }) =>
  ({ write, read, openssl, legacy }, out) => {
    write('in.pem', Buffer.concat(certs.map((each) => read(`${each}.pem`))))
    const ciphers = cipher === undefined ? [] : ['-keypbe', cipher, '-certpbe', cipher]
    const mine = key === null ? ['-nokeys'] : ['-inkey', `${key}.key`]
    const hash = mac === undefined ? [] : mac === 'none' ? ['-nomac'] : ['-macalg', mac]
    openssl(
      'pkcs12',
      '-export',
      ...mine,
      '-in',
      'in.pem',
      '-out',
      out,
      '-passout',
      `pass:${pass}`,
      ...ciphers,
      ...hash,
      ...more,
      ...legacy,
    )
  }

const chain = ['issuer', 'root']
const good = (name, options, row = {}) => ({
  name: `${name}.p12`,
  kind: 'pkcs12',
  passphrase: options.pass ?? passphrase,
  make: byOpenssl(options),
  opens: options.key ?? 'rsa',
  chain,
  ...row,
})

const ciphers = [
  'AES-128-CBC',
  'AES-192-CBC',
  'AES-256-CBC',
  'CAMELLIA-128-CBC',
  'CAMELLIA-192-CBC',
  'CAMELLIA-256-CBC',
  'ARIA-128-CBC',
  'ARIA-256-CBC',
  'DES-EDE3-CBC',
  'SM4-CBC',
  'PBE-SHA1-3DES',
  'PBE-SHA1-2DES',
  'PBE-SHA1-RC2-40',
  'PBE-SHA1-RC2-128',
  'PBE-SHA1-RC4-40',
  'PBE-SHA1-RC4-128',
  'PBE-MD5-DES',
  'PBE-SHA1-DES',
  'PBE-MD5-RC2-64',
  'PBE-SHA1-RC2-64',
  'DES-CBC',
  'RC2-CBC',
  'NONE',
]
const macs = [
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-224',
  'sha512-256',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'md5',
  'ripemd160',
  'sm3',
]
const words = {
  empty: '',
  ascii: 'Tr0ub4dor&3 ~!',
  latin1: 'pässwörd',
  outside: '€uro',
  emoji: 'key🔑',
  cyrillic: 'пароль',
  long: 'x'.repeat(200),
  decomposed: 'pa\u0308sswo\u0308rd',
}

const keytool =
  (...steps) =>
  ({ run, dir, write, read }, out) => {
    for (const each of ['made.store', out]) run('rm', ['-f', each])
    for (const step of steps) step({ run, dir, write, read })
    run('cp', ['made.store', out])
  }
const genkey =
  (type, alias, more = []) =>
  ({ run }) =>
    run('keytool', [
      '-genkeypair',
      '-keystore',
      'made.store',
      '-storetype',
      type,
      '-storepass',
      passphrase,
      '-alias',
      alias,
      '-keyalg',
      'EC',
      '-groupname',
      'secp256r1',
      '-dname',
      `CN=${alias}`,
      '-validity',
      '36500',
      ...more,
    ])
const importPair =
  (name, alias, more = []) =>
  ({ run, write, read }) => {
    write('in.pem', Buffer.concat([name, 'issuer', 'root'].map((each) => read(`${each}.pem`))))
    run('openssl', [
      'pkcs12',
      '-export',
      '-inkey',
      `${name}.key`,
      '-in',
      'in.pem',
      '-name',
      alias,
      '-out',
      'step.p12',
      '-passout',
      `pass:${passphrase}`,
    ])
    run('keytool', [
      '-importkeystore',
      '-noprompt',
      '-srckeystore',
      'step.p12',
      '-srcstorepass',
      passphrase,
      '-destkeystore',
      'made.store',
      '-deststoretype',
      'PKCS12',
      '-deststorepass',
      passphrase,
      ...more,
    ])
  }
const trust =
  (name) =>
  ({ run }) =>
    run('keytool', [
      '-importcert',
      '-noprompt',
      '-keystore',
      'made.store',
      '-storetype',
      'PKCS12',
      '-storepass',
      passphrase,
      '-alias',
      `trusted ${name}`,
      '-file',
      `${name}.pem`,
    ])

const nss =
  ({ pass = passphrase, more = [] } = {}) =>
  ({ run, write, read }, out) => {
    run('rm', ['-rf', 'nssdb', out])
    run('mkdir', ['nssdb'])
    run('certutil', ['-N', '-d', 'sql:nssdb', '--empty-password'])
    write('in.pem', Buffer.concat(['rsa', 'issuer', 'root'].map((each) => read(`${each}.pem`))))
    run('openssl', [
      'pkcs12',
      '-export',
      '-inkey',
      'rsa.key',
      '-in',
      'in.pem',
      '-name',
      'zoo',
      '-out',
      'step.p12',
      '-passout',
      'pass:x',
    ])
    run('pk12util', ['-i', 'step.p12', '-d', 'sql:nssdb', '-W', 'x'])
    run('pk12util', ['-o', out, '-n', 'zoo', '-d', 'sql:nssdb', '-W', pass, ...more])
  }

const other = (name, reason, make, row = {}) => ({ name, kind: 'pkcs12', passphrase, make, reason, ...row })
const copy = (change) => (tools, out) => {
  byOpenssl({ key: 'ec' })(tools, out)
  tools.write(out, change(tools.read(out)))
}

export const containers = [
  ...ciphers.map((cipher, at) => good(`cipher-${cipher.toLowerCase()}`, { cipher, key: at % 2 === 0 ? 'rsa' : 'ec' })),
  other('cipher-seed-cbc.p12', 'encrypted with SEED', byOpenssl({ cipher: 'SEED-CBC', key: 'ec' })),
  other('cipher-blowfish.p12', 'encrypted with Blowfish', byOpenssl({ cipher: 'BF-CBC', key: 'ec' })),
  other('cipher-cast5.p12', 'encrypted with CAST5', byOpenssl({ cipher: 'CAST5-CBC', key: 'ec' })),
  ...macs.map((mac, at) => good(`mac-${mac}`, { mac, key: at % 2 === 0 ? 'ec' : 'p384' })),
  other('mac-whirlpool.p12', 'uses Whirlpool', byOpenssl({ mac: 'whirlpool', key: 'ec' })),
  good('mac-none', { mac: 'none', key: 'ec' }),
  good('mac-one-round', { key: 'ec', more: ['-nomaciter'] }),
  good('one-round-aes', { key: 'ec', more: ['-noiter', '-nomaciter'] }),
  good('one-round-rc2', { key: 'ec', cipher: 'PBE-SHA1-RC2-40', mac: 'sha1', more: ['-noiter', '-nomaciter'] }),
  good(
    'one-round-ber',
    { key: 'ec', more: ['-noiter', '-nomaciter'] },
    {
      make: (tools, out) => {
        byOpenssl({ key: 'ec', more: ['-noiter', '-nomaciter'] })(tools, out)
        tools.write(out, toBer(tools.read(out)))
      },
    },
  ),
  good('rounds-100000', { key: 'ec', more: ['-iter', '100000'] }),
  ...Object.entries(words).flatMap(([name, pass]) => [
    good(`passphrase-${name}-aes`, { pass, key: 'ec' }),
    good(`passphrase-${name}-3des`, { pass, key: 'ec', cipher: 'PBE-SHA1-3DES', mac: 'sha1' }),
  ]),
  good(
    'passphrase-typed-composed',
    { pass: words.decomposed, key: 'ec' },
    { passphrase: words.latin1, differs: 'spelled otherwise, OpenSSL refuses it' },
  ),
  other('passphrase-wrong-aes.p12', 'does not open with this passphrase', byOpenssl({ key: 'ec', pass: 'other' })),
  other(
    'passphrase-wrong-3des.p12',
    'does not open with this passphrase',
    byOpenssl({ key: 'ec', pass: 'other', cipher: 'PBE-SHA1-3DES' }),
  ),
  other(
    'passphrase-wrong-without-mac.p12',
    'does not open with this passphrase',
    byOpenssl({ key: 'ec', pass: 'other', mac: 'none' }),
  ),
  other(
    'passphrase-wrong-without-mac-rc2.p12',
    'does not open with this passphrase',
    byOpenssl({ key: 'ec', pass: 'other', mac: 'none', cipher: 'PBE-SHA1-RC2-40' }),
  ),
  other('passphrase-missing.p12', 'does not open with this passphrase', byOpenssl({ key: 'ec' }), { passphrase: '' }),
  good('content-p521', { key: 'p521' }),
  good('content-alone', { key: 'rsa', certs: ['rsa'] }, { chain: [] }),
  good('content-chain-reversed', { key: 'rsa', certs: ['root', 'issuer', 'rsa'] }),
  good('content-stranger-in-chain', { key: 'rsa', certs: ['other', 'rsa', 'ec', 'issuer'] }, { chain: ['issuer'] }),
  good('content-name', { key: 'ec', more: ['-name', 'Zoé', '-caname', 'Issuer'] }),
  other('content-no-key.p12', 'holds no private key', byOpenssl({ key: null, certs: ['rsa', 'issuer'] })),
  other('content-no-certificate.p12', 'holds no certificate for its key', ({ openssl }, out) =>
    openssl('pkcs12', '-export', '-nocerts', '-inkey', 'ec.key', '-out', out, '-passout', `pass:${passphrase}`),
  ),
  good(
    'ber-indefinite-mac-none',
    { key: 'ec', mac: 'none' },
    {
      make: (tools, out) => {
        byOpenssl({ key: 'ec', mac: 'none' })(tools, out)
        tools.write(out, toBer(tools.read(out)))
      },
    },
  ),
  good(
    'ber-indefinite',
    { key: 'ec' },
    {
      make: (tools, out) => {
        byOpenssl({ key: 'ec' })(tools, out)
        tools.write(out, toBer(tools.read(out)))
      },
    },
  ),
  good('bytes-after-the-end', { key: 'ec' }, { make: copy((bytes) => Buffer.concat([bytes, Buffer.from('\n')])) }),
  other('java.jks', 'a Java keystore \\(JKS\\)', keytool(genkey('JKS', 'zoo'))),
  other('java.jceks', 'a Java keystore \\(JCEKS\\)', keytool(genkey('JCEKS', 'zoo'))),
  { name: 'java-pkcs12.p12', kind: 'pkcs12', passphrase, make: keytool(importPair('rsa', 'zoo')), opens: 'rsa', chain },
  {
    name: 'java-legacy.p12',
    kind: 'pkcs12',
    passphrase,
    make: keytool(importPair('rsa', 'zoo', ['-J-Dkeystore.pkcs12.legacy'])),
    opens: 'rsa',
    chain,
  },
  {
    name: 'java-trusted-beside.p12',
    kind: 'pkcs12',
    passphrase,
    make: keytool(importPair('ec', 'zoo'), trust('other')),
    opens: 'ec',
    chain,
  },
  other('java-trusted-alone.p12', 'holds no private key', keytool(trust('other'))),
  other(
    'java-two-pairs.p12',
    'holds 2 pairs of key and certificate: “first”, “second”',
    keytool(importPair('rsa', 'first'), importPair('ec', 'second')),
  ),
  {
    name: 'java-two-pairs-by-alias.p12',
    kind: 'pkcs12',
    passphrase,
    alias: 'Second',
    make: keytool(importPair('rsa', 'first'), importPair('ec', 'second')),
    opens: 'ec',
    chain,
  },
  other(
    'java-two-pairs-wrong-alias.p12',
    'no pair with this alias; it holds “first”, “second”',
    keytool(importPair('rsa', 'first'), importPair('ec', 'second')),
    { alias: 'third' },
  ),
  { name: 'nss.p12', kind: 'pkcs12', passphrase, make: nss(), opens: 'rsa', chain },
  {
    name: 'nss-3des.p12',
    kind: 'pkcs12',
    passphrase,
    make: nss({
      more: [
        '-c',
        'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC',
        '-C',
        'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC',
      ],
    }),
    opens: 'rsa',
    chain,
  },
  {
    name: 'nss-outside.p12',
    kind: 'pkcs12',
    passphrase: words.outside,
    make: nss({ pass: words.outside }),
    opens: 'rsa',
    chain,
    differs: 'NSS writes such a passphrase in a coding of its own, OpenSSL refuses it',
  },
  other('bundle.p7b', 'is damaged, or it is something else', ({ openssl }, out) =>
    openssl('crl2pkcs7', '-nocrl', '-certfile', 'rsa.pem', '-outform', 'DER', '-out', out),
  ),
  other('certificate.cer', 'but a certificate alone', ({ openssl }, out) =>
    openssl('x509', '-in', 'rsa.pem', '-outform', 'DER', '-out', out),
  ),
  other('text.pem', 'but PEM text', ({ run }, out) => run('cp', ['rsa.pem', out])),
  other('page.html', 'but an HTML or XML page', ({ write }, out) =>
    write(out, '<!DOCTYPE html><html><body>Log in</body></html>'),
  ),
  other('archive.zip', 'but a ZIP archive', ({ write }, out) => write(out, Buffer.from('504b030414000000', 'hex'))),
  other('empty.p12', 'is empty', ({ write }, out) => write(out, '')),
  other(
    'cut-off.p12',
    'damaged',
    copy((bytes) => bytes.subarray(0, 600)),
  ),
  other(
    'one-bit.p12',
    'does not open with this passphrase|damaged',
    copy((bytes) => {
      const changed = Buffer.from(bytes)
      changed[500] ^= 1
      return changed
    }),
  ),
]
