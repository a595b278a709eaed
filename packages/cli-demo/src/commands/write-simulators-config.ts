import { accessSync, constants, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NostroError } from '@nostro/core'
import type { Config } from '@nostro/host'
import type { Simulators } from '@nostro/simulators'
import type { TppFiles } from './own-tpp-files.ts'

/** Where connections to simulated banks go: never among those of real ones. */
const storageIn = (folder: string) => ({ dir: join(folder, 'state'), keyFile: join(folder, 'master.key') })

/** So is their ledger. */
const ledgerIn = (folder: string) => ({ file: join(folder, 'ledger', 'ledger.sqlite') })

/** The user's own TPP where its keys are known, else the seeded one. */
const ingTpp = ({ ready, tpp: own }: Simulators, tpp: TppFiles | undefined) => {
  if (own !== undefined && tpp?.tlsKey !== undefined && tpp.signingKey !== undefined) {
    return {
      clientId: own.clientId,
      tls: { certificate: tpp.tls, key: tpp.tlsKey },
      signing: { certificate: tpp.signing, key: tpp.signingKey },
    }
  }
  const { clientId = '', tlsCertificate, tlsKey, signingCertificate, signingKey } = ready.ing ?? {}
  return {
    clientId,
    tls: { certificate: tlsCertificate ?? '', key: tlsKey ?? '' },
    signing: { certificate: signingCertificate ?? '', key: signingKey ?? '' },
  }
}

/** A configuration that uses all simulated banks as it stands: certificates by path, the seeded bunq user's key. */
const toConfig = (simulators: Simulators, tpp: TppFiles | undefined): Config => {
  const { ready, options } = simulators
  const { ca } = ready
  return {
    banks: {
      ing: {
        environment: options.ing.environment,
        ...ingTpp(simulators, tpp),
        redirectUris: [...(ready.ing?.redirectUris ?? [])],
        country: options.ing.country,
        apiUrl: options.ing.apiUrl,
        authorizeUrl: options.ing.authorizeUrl,
        ca,
      },
      bunq: { environment: options.bunq.environment, apiKey: options.bunq.apiKey, apiUrl: options.bunq.apiUrl, ca },
      bankid: {
        environment: options.bankid.environment,
        identity: { certificate: ready.bankid?.certificate ?? '', key: ready.bankid?.key ?? '' },
        apiUrl: options.bankid.apiUrl,
        ca,
        userRoot: ready.bankid?.userRoot ?? '',
        endUserIp: options.bankid.endUserIp,
      },
    },
    storage: storageIn(ready.dir),
    ledger: ledgerIn(ready.dir),
  }
}

const banks = ['ing', 'bunq', 'bankid'] as const

/** Whether a text is what this command writes: simulated banks alone, and their state beside their certificates. */
const isOurs = (text: string): boolean => {
  try {
    const { banks: named = {}, storage, ledger, ...rest } = JSON.parse(text) as Partial<Config>
    const ca = String(named['bunq']?.['ca'])
    return (
      Object.keys(rest).length === 0 &&
      Object.keys(named).toSorted().join() === banks.toSorted().join() &&
      banks.every((bank) => String(named[bank]?.['apiUrl']).startsWith('https://127.0.0.1:')) &&
      JSON.stringify(storage) === JSON.stringify(storageIn(dirname(ca))) &&
      JSON.stringify(ledger) === JSON.stringify(ledgerIn(dirname(ca)))
    )
  } catch {
    return false
  }
}

const refused = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

const requireOurs = (path: string): void => {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (stats.isFile() && isOurs(readFileSync(path, 'utf8'))) return
  throw refused(
    `${path} exists and is not a configuration of simulated banks; it was not changed.`,
    'Name another file after --write-config.',
  )
}

/** Looked at before anything starts. @throws NostroError `invalid_config` */
export const checkConfigFile = (path: string): void => {
  try {
    accessSync(dirname(path), constants.W_OK)
    requireOurs(path)
  } catch (error) {
    if (NostroError.isInstance(error)) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw refused(`${path} cannot be written (${code}).`, 'Name a file in a folder that exists and may be written to.')
  }
}

/** Writes the configuration in one step, for the owner alone: it holds an API key. */
export const writeSimulatorsConfig = (path: string, simulators: Simulators, tpp: TppFiles | undefined): void => {
  checkConfigFile(path)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, `${JSON.stringify(toConfig(simulators, tpp), null, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
    })
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}
