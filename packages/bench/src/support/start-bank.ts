import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Pki } from '@nostro/simulators'
import { sharedPki } from './shared-pki.ts'

/** What the bank's process is given: PEM texts. */
export interface BankFiles {
  readonly certificate: string
  readonly key: string
  readonly clientCa: readonly string[]
}

export interface BankReady {
  readonly origin: string
}

export interface Bank extends BankReady {
  readonly pki: Pki
  stop(): Promise<void>
}

/** A server that demands a client certificate, looks at nothing and answers at once: nothing of ours hides behind it. */
export const startBank = async (): Promise<Bank> => {
  const pki = await sharedPki()
  const child = fork(new URL('./bank-process.js', import.meta.url), { stdio: 'inherit' })
  child.send({ ...pki.server, clientCa: [pki.ing.clientCa, pki.bankid.clientCa] } satisfies BankFiles)
  const [{ origin }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('The bank’s process ended before it listened.')
    }),
  ])) as [BankReady]
  return {
    origin,
    pki,
    stop: async () => {
      child.disconnect()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
