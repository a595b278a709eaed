// Makes the zoo anew: containers and PEM texts by OpenSSL 3, keytool and NSS, with made-up keys, and a table of what OpenSSL and
// Node say of each. Run by hand (node packages/core/test/zoo/make-zoo.mjs); what it makes is committed and read by zoo.test.ts.
import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { containers } from './zoo-containers.mjs'
import { pemTexts } from './zoo-pem-texts.mjs'

const dir = mkdtempSync(join(tmpdir(), 'nostro-zoo-'))
const fixtures = new URL('__fixtures__/', import.meta.url).pathname
const locale = {
  ...process.env,
  LC_ALL: 'C.UTF-8',
  JAVA_TOOL_OPTIONS: '-Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8',
}
const legacy = ['-provider', 'legacy', '-provider', 'default']

const run = (command, args, input) =>
  execFileSync(command, args, { cwd: dir, env: locale, input, stdio: ['pipe', 'pipe', 'ignore'] })
const openssl = (...args) => run('openssl', args)
const write = (name, bytes) => writeFileSync(join(dir, name), bytes)
const read = (name) => readFileSync(join(dir, name))

/** A root, an issuer below it, and leaves below that, all valid for a century. */
const makeKeys = () => {
  const authority = (name, issuer) => {
    openssl(
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      'r.csr',
      '-subj',
      `/CN=Zoo ${name}`,
    )
    write('ca.ext', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n')
    const by =
      issuer === undefined
        ? ['-signkey', `${name}.key`]
        : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial']
    openssl('x509', '-req', '-in', 'r.csr', ...by, '-days', '36500', '-extfile', 'ca.ext', '-out', `${name}.pem`)
  }
  authority('root')
  authority('issuer', 'root')
  const leaf = (name, kind, issuer = 'issuer') => {
    openssl('genpkey', ...kind, '-out', `${name}.key`)
    openssl('req', '-new', '-key', `${name}.key`, '-out', 'r.csr', '-subj', `/CN=Zoo ${name}`)
    openssl(
      'x509',
      '-req',
      '-in',
      'r.csr',
      '-CA',
      `${issuer}.pem`,
      '-CAkey',
      `${issuer}.key`,
      '-CAcreateserial',
      '-days',
      '36500',
      '-out',
      `${name}.pem`,
    )
  }
  leaf('rsa', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'])
  leaf('ec', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'])
  leaf('p384', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'])
  leaf('p521', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'])
  leaf('other', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], 'root')
  leaf('ed25519', ['-algorithm', 'ED25519'])
  leaf('pss', ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'])
}

const fingerprint = (pem) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()
const spki = (pem) => createPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('base64').slice(-24)

/** What OpenSSL says, by its default provider or else with the legacy one: `opens`, or the reason's words. */
const opensslOf = (file, kind, passphrase) => {
  const pass = ['-passin', `pass:${passphrase ?? ''}`]
  const ask = (...args) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: dir, env: locale, encoding: 'utf8' })
    return status === 0
      ? 'opens'
      : (stderr.match(/:([^:\n]+):[^:\n]*\.c:/)?.[1] ?? stderr.split('\n')[0] ?? '').slice(0, 80)
  }
  const by = (...more) => {
    if (kind === 'pkcs12') return ask('pkcs12', '-in', file, '-nodes', ...pass, ...more)
    const key = ask('pkey', '-in', file, '-noout', ...pass, ...more)
    return key === 'opens' ? key : `key: ${key}`
  }
  const plain = by()
  return plain === 'opens' ? plain : by(...legacy) === 'opens' ? 'opens, with the legacy provider' : plain
}

const nodeOf = (bytes, kind, passphrase) => {
  try {
    if (kind === 'pkcs12') createSecureContext({ pfx: bytes, passphrase: passphrase ?? '' })
    else createPrivateKey({ key: bytes.toString(), ...(passphrase === undefined ? {} : { passphrase }) })
    return 'opens'
  } catch (error) {
    return String(error.message).split('\n')[0].slice(0, 80)
  }
}

makeKeys()
rmSync(fixtures, { recursive: true, force: true })
mkdirSync(fixtures, { recursive: true })
const table = []
const tools = { dir, run, openssl, write, read, legacy }
for (const { name, kind, make, ...row } of [...containers, ...pemTexts]) {
  make(tools, 'made')
  const bytes = read('made')
  writeFileSync(join(fixtures, name), bytes)
  const said = { openssl: opensslOf('made', kind, row.passphrase), node: nodeOf(bytes, kind, row.passphrase) }
  const { opens, ...rest } = row
  const expected =
    opens === undefined
      ? {}
      : {
          opens: {
            certificate: fingerprint(read(`${opens}.pem`)),
            key: spki(read(`${opens}.pem`)),
            chain: (row.chain ?? []).map((each) => fingerprint(read(`${each}.pem`))),
          },
        }
  const { chain: _, ...kept } = rest
  table.push({ file: name, kind, ...kept, ...said, ...expected })
}
writeFileSync(join(fixtures, 'zoo.json'), `${JSON.stringify(table, null, 2)}\n`)
rmSync(dir, { recursive: true })
const wrong = table.filter(
  ({ openssl: said, opens, differs, reason }) =>
    said.startsWith('opens') !== (opens !== undefined) && (differs ?? reason) === undefined,
)
process.stdout.write(
  `${table.length} files; without reason although they differ from OpenSSL: ${wrong.map(({ file }) => file).join(', ') || 'none'}\n`,
)
