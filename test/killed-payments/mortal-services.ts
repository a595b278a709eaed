import type { PaymentIntentStore, ProviderServices, Transport } from '../../packages/core/src/index.ts'
import { createNodeServices, systemClock } from '../../packages/core/src/node/index.ts'
import { freeBudgets } from './stage.ts'

/** The services of a process that dies at one of its steps: nothing of it goes on then. */
export interface MortalServices {
  readonly services: ProviderServices
  /** Rejects when it dies. */
  readonly death: Promise<never>
  /** Steps so far. */
  readonly steps: () => number
}

export interface MortalOptions {
  /** Shared by all processes; in a file, in real life. */
  readonly intents: PaymentIntentStore
  readonly instance: string
  /** The step at which it dies, from 1; never when absent. A step is the moment before or after a write or a request. */
  readonly dieAt?: number | undefined
  readonly clockOffsetMs?: number | undefined
}

export const createMortalServices = (options: MortalOptions): MortalServices => {
  const { intents, instance, dieAt, clockOffsetMs = 0 } = options
  let count = 0
  let die: (reason: Error) => void = () => undefined
  const death = new Promise<never>((_, reject) => {
    die = reject
  })
  death.catch(() => undefined)
  const step = (): Promise<void> => {
    count += 1
    if (count === dieAt) die(new Error('This process has died.'))
    // A dead process does nothing more: what waits here waits for ever.
    return dieAt !== undefined && count >= dieAt ? new Promise(() => undefined) : Promise.resolve()
  }
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    await step()
    const result = await work()
    await step()
    return result
  }
  const store: PaymentIntentStore = {
    ...intents,
    begin: (intent) => through(() => intents.begin(intent)),
    update: (intent, expected) => through(() => intents.update(intent, expected)),
    get: (provider, key) => through(() => intents.get(provider, key)),
    // A dead holder's lock ends.
    withLock: (provider, key, work, signal) =>
      intents.withLock(provider, key, () => Promise.race([work(), death]), signal),
  }
  const clock = { ...systemClock, now: () => systemClock.now() + clockOffsetMs }
  const base = createNodeServices({ clock, intents: store, budgetStore: freeBudgets })
  const mortal = (transport: Transport): Transport => ({
    ...transport,
    send: (request, sending) => through(() => transport.send(request, sending)),
  })
  const createTransport: ProviderServices['createTransport'] = (settings) => mortal(base.createTransport(settings))
  return { services: { ...base, instance, createTransport }, death, steps: () => count }
}
