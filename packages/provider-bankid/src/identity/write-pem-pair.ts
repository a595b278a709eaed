import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readPkcs12 } from '@nostro/core/node/provider'

export interface PemPairFiles {
  /** The certificate and, after it, the authorities that came with it. */
  readonly certificate: string
  /** PKCS#8 without a passphrase, readable by its owner alone. */
  readonly key: string
}

/**
 * Turns a PKCS#12 file, such as BankID's test certificate (passphrase `qwerty123`), into `rp-certificate.pem` and
 * `rp-key.pem` in a folder. Old RC2/3DES files too. @throws NostroError `invalid_config` saying what is wrong with the file
 *
 * @example
 * const { certificate, key } = await writePemPair(await readFile('rp.p12'), passphrase, 'keys')
 */
export const writePemPair = async (pkcs12: Uint8Array, passphrase: string, folder: string): Promise<PemPairFiles> => {
  const { certificate, key, chain } = readPkcs12(pkcs12, passphrase)
  const files = { certificate: join(folder, 'rp-certificate.pem'), key: join(folder, 'rp-key.pem') }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(files.certificate, [certificate, ...chain].map((pem) => `${pem.trim()}\n`).join(''))
  await writeFile(files.key, key, { mode: 0o600 })
  // A file that was there before keeps its mode otherwise.
  await chmod(files.key, 0o600)
  return files
}
