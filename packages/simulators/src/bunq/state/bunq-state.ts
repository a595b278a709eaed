import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { BankContext } from '../../profile.ts'
import type { MinorUnits } from '../../seed/model.ts'
import type { Random } from '../../seed/random.ts'
import type { Account, ApiKey, Installation, MoneyRequest, Session, User } from './entities.ts'
import { bunqIban } from './iban.ts'
import { type NotificationFailure, noRecords, type Records } from './records.ts'

/** Something that happened to an object: shown under `event` and sent to webhooks. */
export interface Occurrence {
  readonly id: number
  readonly at: EpochMs
  readonly action: 'CREATE' | 'UPDATE'
  readonly userId: number
  readonly accountId: number | null
  /** The type key of the object, such as `Payment`. */
  readonly objectType: string
  readonly objectId: number
  /** What the webhook says, by category; history has none. */
  readonly notices: readonly (readonly [category: string, eventType: string])[]
  /** The object as the API would show it now. */
  readonly wire: () => object
}

/** Work that falls due on the simulated clock. */
export interface Job {
  readonly at: EpochMs
  run(): void
}

/** A webhook that its receiver did not take, and when it is sent again. */
export interface WaitingDelivery {
  readonly at: EpochMs
  readonly url: string
  readonly eventType: string
  readonly objectId: number
  /** How often it was sent. */
  readonly tries: number
}

/** Behaviour that the control address can switch. */
export interface Switches {
  maintenance: boolean
  uniqueRequestIds: boolean
  requireCacheControl: boolean
  signWebhooks: boolean
}

/** Everything that the simulated bank knows. Plain data: the rules stand in functions over it. */
export interface BunqState {
  readonly context: BankContext
  readonly now: () => EpochMs
  /** Globally increasing, over all kinds of objects. */
  readonly nextId: () => number
  readonly uuid: () => string
  /** 64 lower-case hex characters, unpredictable. */
  readonly token: () => string
  readonly nextIban: () => string
  readonly random: Random
  readonly users: Map<number, User>
  readonly accounts: Map<number, Account>
  readonly accountsByIban: Map<string, Account>
  readonly keys: Map<string, ApiKey>
  readonly installations: Map<string, Installation>
  readonly sessions: Map<string, Session>
  /** Ascending by id. */
  readonly requests: MoneyRequest[]
  readonly records: Records
  /** The world beyond the bank, by currency: what the accounts hold is missing here, so that the sum is always zero. */
  readonly outside: Map<string, MinorUnits>
  /** Ascending by id. */
  readonly occurrences: Occurrence[]
  readonly listeners: ((occurrence: Occurrence) => void)[]
  readonly jobs: Job[]
  /** Webhooks that failed and are sent again at a later time. */
  readonly waitingDeliveries: Set<WaitingDelivery>
  /** One more try for a webhook that was given up; set by the sender of webhooks. */
  redeliver: (failure: NotificationFailure) => void
  readonly requestIds: Set<string>
  readonly switches: Switches
}

const FIRST_ID = 1001
const FIRST_ACCOUNT_NUMBER = 2_025_100_000

export const createState = (context: BankContext, switches: Switches): BunqState => {
  const random = context.random('bunq')
  let id = FIRST_ID
  let accountNumber = FIRST_ACCOUNT_NUMBER
  return {
    context,
    now: () => context.clock.now(),
    nextId: () => id++,
    uuid: () => random.uuid(),
    token: () => context.randomBytes(32).toString('hex'),
    nextIban: () => bunqIban(accountNumber++),
    random,
    users: new Map(),
    accounts: new Map(),
    accountsByIban: new Map(),
    keys: new Map(),
    installations: new Map(),
    sessions: new Map(),
    requests: [],
    records: noRecords(),
    outside: new Map(),
    occurrences: [],
    listeners: [],
    jobs: [],
    waitingDeliveries: new Set(),
    redeliver: () => {},
    requestIds: new Set(),
    switches: { ...switches },
  }
}

/** Runs what has fallen due, oldest first; work may add work. */
export const runDueJobs = (state: BunqState): void => {
  for (;;) {
    const now = state.now()
    let next = -1
    state.jobs.forEach((job, index) => {
      if (job.at <= now && job.at < (state.jobs[next]?.at ?? Number.POSITIVE_INFINITY)) next = index
    })
    const [job] = next < 0 ? [] : state.jobs.splice(next, 1)
    if (job === undefined) return
    job.run()
  }
}

/** Records an occurrence and tells the listeners (webhooks). */
export const occur = (state: BunqState, occurrence: Omit<Occurrence, 'id' | 'at'>): void => {
  const recorded = { id: state.nextId(), at: state.now(), ...occurrence }
  state.occurrences.push(recorded)
  for (const listener of state.listeners) listener(recorded)
}
