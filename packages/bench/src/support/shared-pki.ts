import { type Pki, sharedPki as readOrMake } from '@nostro/simulators'

/** One set of keys and certificates for the whole run: making it takes seconds. `NOSTRO_SIMULATORS_KEYS` may hold it. */
export const sharedPki = (): Promise<Pki> => {
  const folder = process.env['NOSTRO_SIMULATORS_KEYS'] ?? ''
  return readOrMake(folder === '' ? {} : { folder })
}
