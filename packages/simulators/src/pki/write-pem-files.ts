import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BankName } from '../http/bank-name.ts'
import type { IngTpp, Pki } from './pki.ts'

/** Absolute paths of what a client of the simulated ING needs. */
export interface IngFiles {
  readonly tlsCertificate: string
  readonly tlsKey: string
  readonly signingCertificate: string
  readonly signingKey: string
}

/** Absolute paths of what a relying party of the simulated BankID needs. */
export interface BankIdFiles {
  readonly certificate: string
  readonly key: string
  readonly pkcs12: string
  readonly secondCertificate: string
  readonly secondKey: string
  readonly userRoot: string
}

export interface PemFiles {
  /** The CA of the servers' certificates. */
  readonly ca: string
  readonly ing?: IngFiles
  readonly bankid?: BankIdFiles
}

/** Writes a file anew, so that its mode is right even when one of that name stood there. */
const write = (path: string, content: string | Uint8Array, mode: number): string => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  rmSync(path, { force: true })
  writeFileSync(path, content, { mode })
  return path
}

const publicFile = (path: string, content: string): string => write(path, content, 0o644)

/** Only the owner may read it. */
const secretFile = (path: string, content: string | Uint8Array): string => write(path, content, 0o600)

/** The four files of a TPP, named as ING names those of its sandbox. */
export const writeTppFiles = (folder: string, tpp: IngTpp): IngFiles => ({
  tlsCertificate: publicFile(join(folder, 'example_client_tls.cer'), tpp.tls.certificate),
  tlsKey: secretFile(join(folder, 'example_client_tls.key'), tpp.tls.key),
  signingCertificate: publicFile(join(folder, 'example_client_signing.cer'), tpp.signing.certificate),
  signingKey: secretFile(join(folder, 'example_client_signing.key'), tpp.signing.key),
})

const writeBankIdFiles = (folder: string, { bankid }: Pki): BankIdFiles => ({
  certificate: publicFile(join(folder, 'relying-party.pem'), bankid.relyingParty.certificate),
  key: secretFile(join(folder, 'relying-party.key'), bankid.relyingParty.key),
  pkcs12: secretFile(join(folder, 'relying-party.p12'), bankid.relyingParty.pkcs12),
  secondCertificate: publicFile(join(folder, 'second-relying-party.pem'), bankid.secondRelyingParty.certificate),
  secondKey: secretFile(join(folder, 'second-relying-party.key'), bankid.secondRelyingParty.key),
  userRoot: publicFile(join(folder, 'user-root.pem'), bankid.userRoot.certificate),
})

/** Writes what clients of the given banks need under `folder`, an absolute path; private keys with mode 0600. */
export const writePemFiles = (folder: string, pki: Pki, banks: readonly BankName[]): PemFiles => {
  if (banks.includes('ing')) writeTppFiles(join(folder, 'ing-other'), pki.ing.otherTpp)
  return {
    ca: publicFile(join(folder, 'ca.pem'), pki.serverCa),
    ...(banks.includes('ing') ? { ing: writeTppFiles(join(folder, 'ing'), pki.ing.tpp) } : {}),
    ...(banks.includes('bankid') ? { bankid: writeBankIdFiles(join(folder, 'bankid'), pki) } : {}),
  }
}
