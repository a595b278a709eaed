import { createInvoices, type Invoices } from '@nostro/ledger'
import { type AuditLog, createAuditLog } from '../audit/audit-log.ts'
import { type ApiTokens, createApiTokens } from '../auth/api-tokens.ts'
import { createOidcAttempts, type OidcAttempts } from '../auth/oidc-attempts.ts'
import { createOwnerIdentities, type OwnerIdentities } from '../auth/owner-identities.ts'
import { createPasskeys, type Passkeys } from '../auth/passkeys.ts'
import { createRecoveryCodes, type RecoveryCodes } from '../auth/recovery-codes.ts'
import { createSessions, type Sessions } from '../auth/sessions.ts'
import { createUsers, type Users } from '../auth/users.ts'
import { type ChallengeStore, createChallengeStore } from '../challenges/challenge-store.ts'
import { createEventLog, type EventLog } from '../events/event-log.ts'
import { createReconcile, type Reconcile } from '../invoices/create-reconcile.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import { createPaymentStore, type PaymentStore } from '../payments/payment-store.ts'
import { createSealer, type Sealer } from '../store/seal.ts'
import { createSyncJobs, type SyncJobs } from '../syncs/sync-jobs.ts'
import { resolveHost } from '../webhooks/send-webhook.ts'
import { createWebhookSender, type WebhookSender } from '../webhooks/webhook-sender.ts'
import { createWebhookStore, type WebhookStore } from '../webhooks/webhook-store.ts'
import type { ApiParts } from './api-parts.ts'

/** Everything that the routes share. */
export interface Services extends ApiParts {
  readonly tokens: ApiTokens
  readonly sessions: Sessions
  readonly passkeys: Passkeys
  readonly users: Users
  readonly recoveryCodes: RecoveryCodes
  readonly oidcAttempts: OidcAttempts
  /** Persons at identity providers who are the owner. */
  readonly identities: OwnerIdentities
  readonly audit: AuditLog
  readonly events: EventLog
  readonly challenges: ChallengeStore
  readonly syncs: SyncJobs
  readonly payments: PaymentStore
  readonly sealer: Sealer
  readonly webhooks: WebhookStore
  readonly sender: WebhookSender
  readonly invoices: Invoices
  readonly reconcile: Reconcile
  readonly metrics: Metrics
  /** Aborts when the server begins to stop: streams end then. */
  readonly stopping: AbortSignal
}

export const createServices = (parts: ApiParts, stopping: AbortSignal): Services => {
  const { clock, random, logger, ledger } = parts
  const { store } = ledger
  const sealer = createSealer(parts.secret, random)
  const events = createEventLog({ store, clock, random, logger })
  const invoices = createInvoices({ store, clock })
  const reconcile = createReconcile(invoices, events)
  const audit = createAuditLog({ store, clock })
  const webhooks = createWebhookStore({ store, clock, random, sealer })
  const sender = createWebhookSender({
    webhooks,
    events,
    clock,
    random,
    logger,
    resolve: parts.resolveHost ?? resolveHost,
    allowLocal: parts.settings.allowLocalWebhooks === true,
  })
  return {
    ...parts,
    webhooks,
    sender,
    invoices,
    reconcile,
    sealer,
    events,
    tokens: createApiTokens({ store, clock, random }),
    sessions: createSessions({ store, clock, random }),
    passkeys: createPasskeys({ store, clock, random, publicUrl: parts.settings.publicUrl }),
    users: createUsers({ store, clock, random }),
    identities: createOwnerIdentities({ store, clock, sealer }),
    oidcAttempts: createOidcAttempts({ store, clock }),
    recoveryCodes: createRecoveryCodes({ store, clock, random, audit }),
    audit,
    challenges: createChallengeStore({ store, clock, random, sealer }),
    payments: createPaymentStore({ store, clock, random, sealer }),
    syncs: createSyncJobs({ ledger, connections: parts.connections, events, clock, random, logger, reconcile }),
    metrics: createMetrics(),
    stopping,
  }
}
