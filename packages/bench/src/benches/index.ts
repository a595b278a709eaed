import type { Bench } from '../bench.ts'
import { signing } from './signing.ts'

/** In the order of the table. */
export const benches: readonly Bench[] = [signing]
