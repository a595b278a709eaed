import type { Bench } from '../bench.ts'
import { fiftyConnections } from './fifty-connections.ts'
import { ledgerSync } from './ledger.ts'
import { mapping } from './mapping.ts'
import { orders } from './orders.ts'
import { serverLoad } from './server-load.ts'
import { signedCall } from './signed-call.ts'
import { signing } from './signing.ts'
import { startUp } from './start-up.ts'
import { weight } from './weight.ts'

/** In the order of the table. */
export const benches: readonly Bench[] = [
  signing,
  signedCall,
  fiftyConnections,
  mapping,
  startUp,
  weight,
  orders,
  ledgerSync,
  serverLoad,
]
