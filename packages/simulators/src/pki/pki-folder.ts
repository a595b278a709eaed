import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pki } from './pki.ts'

const fileIn = (folder: string): string => join(folder, 'pki.json')

/**
 * Writes the whole PKI (private keys in clear, mode 0600) so that another process may use it. Replaces in one step.
 *
 * @example
 * writePki('keys', pki)
 */
export const writePki = (folder: string, pki: Pki): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { relyingParty, ...bankid } = pki.bankid
  const text = JSON.stringify({
    ...pki,
    bankid: { ...bankid, relyingParty: { ...relyingParty, pkcs12: relyingParty.pkcs12.toString('base64') } },
  })
  const temporary = join(folder, `${randomUUID()}.tmp`)
  writeFileSync(temporary, text, { mode: 0o600 })
  renameSync(temporary, fileIn(folder))
}

/**
 * What `writePki` wrote; undefined when the folder holds none.
 *
 * @example
 * const pki = readPki('keys') ?? (await createPki())
 */
export const readPki = (folder: string): Pki | undefined => {
  let text: string
  try {
    text = readFileSync(fileIn(folder), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const pki = JSON.parse(text) as Pki
  const { relyingParty } = pki.bankid
  const pkcs12 = Buffer.from(String(relyingParty.pkcs12), 'base64')
  return { ...pki, bankid: { ...pki.bankid, relyingParty: { ...relyingParty, pkcs12 } } }
}
