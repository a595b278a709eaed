import { X509Certificate } from 'node:crypto'
import { createPki, type PkiOptions } from './create-pki.ts'
import type { Pki } from './pki.ts'
import { readPki, writePki } from './pki-folder.ts'

export interface SharedPkiOptions extends PkiOptions {
  /** A folder that several processes share: read when it holds a PKI that will do, else written. */
  readonly folder?: string
}

const day = 86_400_000

/** The one PKI of this process, made by the first who asks. */
let made: Promise<Pki> | undefined

const covers = (pki: Pki, instants: readonly number[]): boolean => {
  const certificate = new X509Certificate(pki.ing.tpp.tls.certificate)
  const [from, to] = [Date.parse(certificate.validFrom) + 7 * day, Date.parse(certificate.validTo) - 180 * day]
  return instants.every((instant) => instant >= from && instant <= to)
}

/**
 * Keys take about a second to make, so all simulators of a process share them, and those of several processes may by a
 * folder. A PKI whose dates do not cover both clocks is not used.
 */
export const sharedPki = async (options: SharedPkiOptions = {}): Promise<Pki> => {
  const realNow = options.realNow ?? Date.now()
  const instants = [realNow, options.simulatedNow ?? realNow]
  if (options.folder !== undefined) {
    const found = readPki(options.folder)
    if (found !== undefined && covers(found, instants)) return found
  }
  if (made === undefined || !covers(await made, instants)) made = createPki({ ...options, realNow })
  const pki = await made
  if (options.folder !== undefined) writePki(options.folder, pki)
  return pki
}
