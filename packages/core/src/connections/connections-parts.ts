import type { ProviderRegistry } from '../aggregation/create-provider-registry.ts'
import type { Clock } from '../contracts/clock.ts'
import type { ConnectionStore } from '../contracts/connection-store.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Random } from '../contracts/random.ts'
import type { SessionStore } from '../contracts/session-store.ts'

/** What connections are made over. */
export interface ConnectionsParts {
  readonly registry: ProviderRegistry
  readonly store: ConnectionStore
  readonly sessions: SessionStore
  readonly clock: Clock
  readonly random: Random
  readonly logger?: Logger | undefined
}
