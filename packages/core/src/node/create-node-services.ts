import { createMemoryBudgetStore } from '../budgets/create-memory-budget-store.ts'
import type { BudgetStore } from '../contracts/budget-store.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { PaymentIntentStore } from '../contracts/payment-intent-store.ts'
import type { ProviderServices } from '../contracts/provider.ts'
import type { Random } from '../contracts/random.ts'
import type { CallRecord } from '../contracts/transport.ts'
import { silentLogger } from '../logging/silent-logger.ts'
import { systemClock } from '../services/system-clock.ts'
import { systemRandom } from '../services/system-random.ts'
import { createMemoryPaymentIntentStore } from '../storage/create-memory-payment-intent-store.ts'
import { createUndiciTransport } from './transport/undici-transport.ts'

/** Services of one's own, in place of the usual ones of Node.js. */
export interface NodeServicesOptions {
  /** Silent by default. `createPinoLogger` of `@nostro/core/pino` writes JSON lines without secrets. */
  readonly logger?: Logger | undefined
  /** The machine's clock by default. */
  readonly clock?: Clock | undefined
  /** The operating system's randomness by default. */
  readonly random?: Random | undefined
  /** In memory by default: then a restart forgets payments that were on their way. Give a durable one to pay. */
  readonly intents?: PaymentIntentStore | undefined
  /** Counts calls against the banks' limits. In memory by default; the ledger's is shared by processes and survives them. */
  readonly budgetStore?: BudgetStore | undefined
  /**
   * Address of an HTTP proxy for all calls to banks, or `false` for none. By default `HTTPS_PROXY` and `NO_PROXY` decide,
   * unless `NODE_USE_ENV_PROXY` is `0`; this machine itself is always reached directly.
   */
  readonly proxy?: string | false | undefined
  /** Called after each finished call, for measuring. */
  readonly observeCall?: ((record: CallRecord) => void) | undefined
}

/**
 * The default services on Node: undici with mutual TLS, the system's clock and randomness, no log.
 * @example
 * const services = createNodeServices({ logger: createPinoLogger({ level: 'warn' }) })
 * const bunq = createBunqProvider(options, services)
 */
export const createNodeServices = (options: NodeServicesOptions = {}): ProviderServices => {
  const { clock = systemClock, random = systemRandom, logger = silentLogger, observeCall, proxy } = options
  const { intents = createMemoryPaymentIntentStore(), budgetStore = createMemoryBudgetStore(clock) } = options
  const dependencies = { clock, random, logger, observeCall, proxy, budgetStore }
  return {
    clock,
    random,
    logger,
    intents,
    createTransport: (settings) => createUndiciTransport(settings, dependencies),
  }
}
