import { createPki, type Pki } from '@nostro/simulators'

let made: Promise<Pki> | undefined

/** One set of keys and certificates for the whole run: making it takes seconds. */
export const sharedPki = (): Promise<Pki> => {
  made ??= createPki()
  return made
}
