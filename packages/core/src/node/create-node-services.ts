import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { ProviderServices } from '../contracts/provider.ts'
import type { Random } from '../contracts/random.ts'
import type { CallRecord } from '../contracts/transport.ts'
import { silentLogger } from '../logging/silent-logger.ts'
import { nodeRandom } from './node-random.ts'
import { systemClock } from './system-clock.ts'
import { createUndiciTransport } from './transport/undici-transport.ts'

export interface NodeServicesOptions {
  /** Silent by default. `createPinoLogger` of `@nostro/core/pino` writes JSON lines without secrets. */
  readonly logger?: Logger | undefined
  /** The machine's clock by default. */
  readonly clock?: Clock | undefined
  /** The operating system's randomness by default. */
  readonly random?: Random | undefined
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
  const { clock = systemClock, random = nodeRandom, logger = silentLogger, observeCall } = options
  const dependencies = { clock, random, logger, observeCall }
  return { clock, random, logger, createTransport: (settings) => createUndiciTransport(settings, dependencies) }
}
