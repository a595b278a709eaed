import { X509Certificate } from 'node:crypto'
import { createPki, type PkiOptions } from './create-pki.ts'
import type { Pki } from './pki.ts'
import { readPki, writePki } from './pki-folder.ts'
import { leafValidity } from './validity.ts'

/** Where keys are shared, and the times that certificates are made for. */
export interface SharedPkiOptions extends PkiOptions {
  /** A folder that several processes share: read when it holds a PKI that will do, else written. */
  readonly folder?: string
}

const day = 86_400_000

/** What this process has made or read, each for other dates. */
const known: Pki[] = []

/** One asks after another: those who ask at once get what the first of them made. */
let earlier: Promise<unknown> = Promise.resolve()

/** Both clocks lie inside, and certificates are not valid for longer than those that would be made now: banks refuse that. */
const willDo = (pki: Pki, realNow: number, simulatedNow: number): boolean => {
  const certificate = new X509Certificate(pki.ing.tpp.tls.certificate)
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  const { notBefore, notAfter } = leafValidity(realNow, simulatedNow)
  if (to - from > notAfter - notBefore + day) return false
  return [realNow, simulatedNow].every((instant) => instant >= from + 7 * day && instant <= to - 180 * day)
}

/**
 * Keys take about a second to make, so all simulators of a process share them, and those of several processes may by a
 * folder. A PKI whose dates do not cover both clocks is not used, nor one that was stretched to cover others; the folder keeps one
 * that will do for the machine's clock alone.
 *
 * @example
 * const pki = await sharedPki({ folder: 'keys' })
 */
export const sharedPki = (options: SharedPkiOptions = {}): Promise<Pki> => {
  const found = earlier.then(() => findOrMake(options))
  earlier = found.catch(() => undefined)
  return found
}

const findOrMake = async ({ folder, ...options }: SharedPkiOptions): Promise<Pki> => {
  const realNow = options.realNow ?? Date.now()
  const simulatedNow = options.simulatedNow ?? realNow
  const kept = folder === undefined ? undefined : readPki(folder)
  const candidates = kept === undefined ? known : [kept, ...known]
  const pki =
    candidates.find((each) => willDo(each, realNow, simulatedNow)) ?? (await createPki({ ...options, realNow }))
  if (!known.includes(pki)) known.push(pki)
  const isKept = pki === kept || (kept !== undefined && willDo(kept, realNow, realNow))
  if (folder !== undefined && !isKept) writePki(folder, pki)
  return pki
}
