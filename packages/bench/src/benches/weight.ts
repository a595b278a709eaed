import type { Bench } from '../bench.ts'
import { installedBytes } from '../support/installed-bytes.ts'

const providers = ['@nostro/provider-ing', '@nostro/provider-bunq', '@nostro/provider-bankid'] as const
const mebibyte = 1_048_576

/** What npm puts on the disk for one provider alone, optional peers left out, as `du` counts it. */
export const weight: Bench = {
  name: 'weight',
  run: async ({ progress }) =>
    providers.map((name) => {
      progress(`weight: ${name}`)
      const parts = installedBytes(name)
      const ours = sum(parts.values())
      const libraries = sum([...parts].filter(([part]) => !part.startsWith('@nostro/')).map(([, bytes]) => bytes))
      return {
        name: `Installing ${name} alone`,
        unit: 'MiB',
        ours: ours / mebibyte,
        other: libraries / mebibyte,
        ratio: ours / libraries,
        otherSide: 'the libraries that it stands on, zod and undici first',
        aim: { of: 'ours', bound: 'at most', value: 16 },
      }
    }),
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)
