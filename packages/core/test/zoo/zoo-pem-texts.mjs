// PEM texts as people have them. `reads`: whether a pair, a key or a certificate is asked of the text; `opens` and `reason` as in zoo-containers.mjs.

const passphrase = 'horse battery'

const text = (name, make, row) => ({
  name: `${name}.txt`,
  kind: 'pem',
  reads: 'pair',
  make: (tools, out) => tools.write(out, make({ ...tools, pem: (file) => tools.read(file).toString() })),
  ...row,
})

const rsa = { opens: 'rsa', chain: ['issuer', 'root'] }
const ec = { opens: 'ec', chain: [] }
const pair =
  (change = (all) => all) =>
  ({ pem }) =>
    change(`${pem('ec.key')}${pem('ec.pem')}`)
const whole = ({ pem }) => ['rsa.key', 'rsa.pem', 'issuer.pem', 'root.pem'].map(pem).join('')

/** A key written by openssl with these arguments, and its certificate. */
const key =
  (name, ...args) =>
  ({ openssl, pem, legacy }) => {
    const out = openssl(
      ...args.map((each) => each.replace('KEY', `${name}.key`).replace('PASS', `pass:${passphrase}`)),
      ...legacy,
    )
    return `${out}${pem(`${name}.pem`)}`
  }
const pkcs8 = (...how) => key('ec', 'pkcs8', '-topk8', '-in', 'KEY', '-passout', 'PASS', ...how)
const traditional = (cipher, pass = 'PASS') => key('rsa', 'rsa', '-traditional', '-in', 'KEY', cipher, '-passout', pass)
const relabel = (from, to) => (all) => all.replaceAll(`${from}-----`, `${to}-----`)
const sealed = { passphrase, ...ec }
const oldSealed = { passphrase, opens: 'rsa', chain: [] }

export const pemTexts = [
  text('pkcs8-chain', whole, rsa),
  text('pkcs8-chain-reversed', ({ pem }) => ['root.pem', 'issuer.pem', 'rsa.pem', 'rsa.key'].map(pem).join(''), rsa),
  text('leaf-not-first', ({ pem }) => ['issuer.pem', 'rsa.pem', 'root.pem', 'rsa.key'].map(pem).join(''), rsa),
  text('stranger-in-chain', ({ pem }) => ['other.pem', 'rsa.pem', 'issuer.pem', 'rsa.key'].map(pem).join(''), {
    opens: 'rsa',
    chain: ['issuer'],
  }),
  text('certificate-twice', ({ pem }) => ['ec.pem', 'ec.pem', 'ec.key'].map(pem).join(''), ec),
  text('pkcs1', key('rsa', 'rsa', '-traditional', '-in', 'KEY'), { opens: 'rsa', chain: [] }),
  text(
    'sec1-with-parameters',
    ({ openssl, pem }) =>
      `${openssl('ecparam', '-name', 'prime256v1')}${openssl('ec', '-in', 'ec.key')}${pem('ec.pem')}`,
    ec,
  ),
  text('pkcs8-aes-256', pkcs8('-v2', 'aes-256-cbc'), sealed),
  text('pkcs8-3des', pkcs8('-v2', 'des-ede3-cbc'), sealed),
  text('pkcs8-des', pkcs8('-v2', 'des-cbc'), sealed),
  text('pkcs8-rc2', pkcs8('-v2', 'rc2-cbc'), sealed),
  text('pkcs8-camellia', pkcs8('-v2', 'camellia-256-cbc'), sealed),
  text('pkcs8-sha512', pkcs8('-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA512'), sealed),
  text('pkcs8-scrypt', pkcs8('-v2', 'aes-256-cbc', '-scrypt'), sealed),
  text('pkcs8-v1-md5-des', pkcs8('-v1', 'PBE-MD5-DES'), sealed),
  text('pkcs8-v1-sha1-3des', pkcs8('-v1', 'PBE-SHA1-3DES'), sealed),
  text('pkcs8-v1-sha1-rc2-40', pkcs8('-v1', 'PBE-SHA1-RC2-40'), sealed),
  text('pkcs8-v1-sha1-rc4', pkcs8('-v1', 'PBE-SHA1-RC4-128'), sealed),
  text('pkcs8-idea', pkcs8('-v2', 'seed-cbc'), { passphrase, reads: 'key', reason: 'encrypted with SEED' }),
  text('pkcs1-des', traditional('-des'), oldSealed),
  text('pkcs1-3des', traditional('-des3'), oldSealed),
  text('pkcs1-aes-128', traditional('-aes128'), oldSealed),
  text('pkcs1-camellia', traditional('-camellia256'), oldSealed),
  text('pkcs1-aria', traditional('-aria192'), oldSealed),
  text('pkcs1-seed', traditional('-seed'), {
    passphrase,
    reads: 'key',
    reason: 'encrypted with the algorithm SEED-CBC',
  }),
  text('pkcs1-latin1', traditional('-aes256', 'pass:pässwörd'), { ...oldSealed, passphrase: 'pässwörd' }),
  text('pkcs1-outside-latin1', traditional('-aes256', 'pass:€uro'), { ...oldSealed, passphrase: '€uro' }),
  text(
    'pkcs8-latin1-bytes',
    ({ openssl, write, pem }) => {
      write('pass.txt', Buffer.from('pässwörd', 'latin1'))
      return `${openssl('pkcs8', '-topk8', '-in', 'ec.key', '-v2', 'aes-256-cbc', '-passout', 'file:pass.txt')}${pem('ec.pem')}`
    },
    {
      ...sealed,
      passphrase: 'pässwörd',
      differs: 'made with the passphrase in Latin-1; OpenSSL opens it where the terminal types Latin-1',
    },
  ),
  text('no-passphrase', pkcs8('-v2', 'aes-256-cbc'), { reads: 'key', reason: 'encrypted and no passphrase was given' }),
  text('no-passphrase-pkcs1', traditional('-aes256'), {
    reads: 'key',
    reason: 'encrypted and no passphrase was given',
  }),
  text('wrong-passphrase', pkcs8('-v2', 'aes-256-cbc'), {
    passphrase: 'wrong',
    reads: 'key',
    reason: 'does not open with this passphrase',
  }),
  text('wrong-passphrase-pkcs1', traditional('-des3'), {
    passphrase: 'wrong',
    reads: 'key',
    reason: 'does not open with this passphrase',
  }),
  text('passphrase-not-needed', pair(), { ...ec, passphrase }),
  text(
    'literal-line-feeds',
    pair((all) => all.replaceAll('\n', '\\n')),
    { ...ec, differs: 'line feeds written as \\n' },
  ),
  text(
    'literal-cr-lf-in-quotes',
    pair((all) => `"${all.replaceAll('\n', '\\r\\n')}"`),
    { ...ec, differs: 'line ends written as \\r\\n' },
  ),
  text(
    'one-line',
    pair((all) => all.replaceAll('\n', ' ')),
    { ...ec, differs: 'line feeds lost' },
  ),
  text(
    'cr-lf',
    pair((all) => all.replaceAll('\n', '\r\n')),
    ec,
  ),
  text(
    'cr',
    pair((all) => all.replaceAll('\n', '\r')),
    { ...ec, differs: 'lines end as on old Macs' },
  ),
  text(
    'indented',
    pair((all) => all.replaceAll(/^/gm, '    ')),
    { ...ec, differs: 'indented as in YAML' },
  ),
  text(
    'blank-lines',
    pair((all) => all.replaceAll('\n', '\n\n')),
    { ...ec, differs: 'blank lines between' },
  ),
  text(
    'base64-unwrapped',
    pair((all) => all.replace(/([A-Za-z0-9+/=])\n(?!-)/g, '$1')),
    ec,
  ),
  text(
    'no-line-feed-at-the-end',
    pair((all) => all.trimEnd()),
    ec,
  ),
  text(
    'utf-8-mark',
    pair((all) => `\ufeff${all}`),
    ec,
  ),
  text(
    'utf-16-le-mark',
    pair((all) => Buffer.from(`\ufeff${all}`, 'utf16le')),
    { ...ec, differs: 'UTF-16, as Windows tools write it' },
  ),
  text(
    'utf-16-be-mark',
    pair((all) => Buffer.from(`\ufeff${all}`, 'utf16le').swap16()),
    { ...ec, differs: 'UTF-16, as Windows tools write it' },
  ),
  text(
    'utf-16-without-mark',
    pair((all) => Buffer.from(all, 'utf16le')),
    { ...ec, differs: 'UTF-16 without a mark' },
  ),
  text(
    'text-around',
    pair((all) => `Bag Attributes\n    friendlyName: zoo\nKey Attributes: <No Attributes>\n${all}\nThat was all.\n`),
    ec,
  ),
  text(
    'pkcs8-labelled-rsa',
    ({ pem }) => relabel('PRIVATE KEY', 'RSA PRIVATE KEY')(`${pem('rsa.key')}${pem('rsa.pem')}`),
    { opens: 'rsa', chain: [] },
  ),
  text(
    'pkcs1-labelled-pkcs8',
    ({ openssl, pem }) =>
      relabel('RSA PRIVATE KEY', 'PRIVATE KEY')(`${openssl('rsa', '-traditional', '-in', 'rsa.key')}${pem('rsa.pem')}`),
    { opens: 'rsa', chain: [], differs: 'the label is wrong' },
  ),
  text(
    'sealed-labelled-plain',
    (tools) => relabel('ENCRYPTED PRIVATE KEY', 'PRIVATE KEY')(pkcs8('-v2', 'aes-256-cbc')(tools)),
    { ...sealed, differs: 'the label is wrong' },
  ),
  text('x509-label', pair(relabel('CERTIFICATE', 'X509 CERTIFICATE')), ec),
  text(
    'trusted-certificate',
    ({ openssl, pem }) => `${pem('ec.key')}${openssl('x509', '-in', 'ec.pem', '-addtrust', 'serverAuth', '-trustout')}`,
    ec,
  ),
  text('two-keys', ({ pem }) => ['ec.key', 'rsa.key', 'ec.pem'].map(pem).join(''), { reason: 'holds 2 private keys' }),
  text('key-twice', ({ pem }) => ['ec.key', 'ec.key', 'ec.pem'].map(pem).join(''), ec),
  text('other-key', ({ pem }) => ['ec.key', 'rsa.pem'].map(pem).join(''), { reason: 'do not belong together' }),
  text('ed25519', ({ pem }) => pem('ed25519.key'), { reads: 'key', reason: 'type ed25519 cannot be used' }),
  text('rsa-pss', ({ pem }) => pem('pss.key'), { reads: 'key', reason: 'type rsa-pss cannot be used' }),
  text('rsa-1024', ({ openssl }) => openssl('genrsa', '1024'), { reads: 'key', reason: 'has 1024 bits' }),
  text(
    'openssh',
    ({ run, pem }) => {
      run('cp', ['rsa.key', 'ssh.key'])
      run('chmod', ['600', 'ssh.key'])
      run('ssh-keygen', ['-p', '-N', '', '-f', 'ssh.key'])
      return pem('ssh.key')
    },
    { reads: 'key', reason: 'an OpenSSH key' },
  ),
  text('ssh-public', ({ run }) => run('ssh-keygen', ['-y', '-f', 'ssh.key']), {
    reads: 'key',
    reason: 'an SSH public key',
  }),
  text('public-key', ({ openssl }) => openssl('pkey', '-in', 'ec.key', '-pubout'), {
    reads: 'key',
    reason: 'public key was given',
  }),
  text('certificate-as-key', ({ pem }) => pem('ec.pem'), {
    reads: 'key',
    reason: 'certificate was given where the private key',
  }),
  text('key-as-certificate', ({ pem }) => pem('ec.key'), {
    reads: 'certificate',
    reason: 'private key was given where the certificate',
  }),
  text('request-as-certificate', ({ pem }) => pem('r.csr'), {
    reads: 'certificate',
    reason: 'certificate request was given',
  }),
  text('bundle', ({ openssl }) => openssl('crl2pkcs7', '-nocrl', '-certfile', 'rsa.pem'), {
    reads: 'certificate',
    reason: 'PKCS#7 bundle',
  }),
  text('jwk', () => '{"kty":"EC","crv":"P-256","x":"made up","y":"made up","d":"made up"}', {
    reads: 'key',
    reason: 'a JSON Web Key',
  }),
  text('putty', () => 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: zoo\n', {
    reads: 'key',
    reason: 'a PuTTY key',
  }),
  text('pgp', () => '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n-----END PGP PRIVATE KEY BLOCK-----\n', {
    reads: 'key',
    reason: 'an OpenPGP text',
  }),
  text('der-key', ({ openssl }) => openssl('pkey', '-in', 'rsa.key', '-outform', 'DER'), {
    reads: 'key',
    reason: 'is not PEM text',
    differs: 'a file in DER',
  }),
  text('base64-alone', ({ pem }) => pem('rsa.key').replaceAll(/-----[^-]+-----\n/g, ''), {
    reads: 'key',
    reason: 'base64 without its BEGIN and END lines',
  }),
  text(
    'dashes-changed',
    pair((all) => all.replaceAll('-----', '—BEGIN'.slice(0, 1))),
    { reads: 'key', reason: 'dashes were changed' },
  ),
  text(
    'four-dashes',
    pair((all) => all.replaceAll('-----', '----')),
    { reads: 'key', reason: 'dashes were changed' },
  ),
  text(
    'percent-encoded',
    pair((all) => encodeURI(all)),
    { reads: 'key', reason: 'percent-encoding' },
  ),
  text('cut-off', ({ pem }) => pem('rsa.key').slice(0, 900), { reads: 'key', reason: 'cut off' }),
  text('certificate-cut-off', ({ pem }) => pem('rsa.pem').slice(0, 500), { reads: 'certificate', reason: 'cut off' }),
  text('line-missing', ({ pem }) => pem('rsa.key').split('\n').toSpliced(5, 1).join('\n'), {
    reads: 'key',
    reason: 'damaged',
  }),
  text('foreign-letters', ({ pem }) => pem('rsa.key').replace(/\n[A-Za-z0-9+/]{8}/, '\n********'), {
    reads: 'key',
    reason: 'damaged',
  }),
  text('certificate-line-missing', ({ pem }) => pem('rsa.pem').split('\n').toSpliced(5, 1).join('\n'), {
    reads: 'certificate',
    reason: 'damaged',
  }),
  text('path', () => '/etc/nostro/signing.key', { reads: 'key', reason: 'is not PEM text' }),
  text('empty', () => '', { reads: 'key', reason: 'is empty' }),
]
