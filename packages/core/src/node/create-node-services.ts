import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { ProviderServices } from '../contracts/provider.ts'
import type { Random } from '../contracts/random.ts'
import type { CallRecord } from '../contracts/transport.ts'
import { createUndiciTransport } from '../http/undici-transport.ts'
import { createPinoLogger, type LogDestination, type LogLevel } from '../logging/create-pino-logger.ts'
import { nodeRandom } from './node-random.ts'
import { systemClock } from './system-clock.ts'

export interface NodeServicesOptions {
  readonly logger?: Logger
  /** `warn` by default: a library that works says nothing. */
  readonly logLevel?: LogLevel
  /** Stderr by default. */
  readonly logDestination?: LogDestination
  readonly clock?: Clock
  readonly random?: Random
  readonly observeCall?: (record: CallRecord) => void
}

/** The default services on Node: undici over mutual TLS, pino, the system's clock and randomness. */
export const createNodeServices = (options: NodeServicesOptions = {}): ProviderServices => {
  const { clock = systemClock, random = nodeRandom, observeCall, logLevel = 'warn', logDestination } = options
  const logger =
    options.logger ??
    createPinoLogger({ level: logLevel, ...(logDestination === undefined ? {} : { destination: logDestination }) })
  const dependencies = { clock, random, logger, ...(observeCall === undefined ? {} : { observeCall }) }
  return { clock, random, logger, createTransport: (settings) => createUndiciTransport(settings, dependencies) }
}
