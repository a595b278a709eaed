import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { BankContext } from '../../profile.ts'
import type { MinorUnits } from '../../seed/model.ts'
import type { BunqState } from './bunq-state.ts'
import type { Account, AccountKind, ApiKey, User, UserKind } from './entities.ts'
import { normaliseIban } from './iban.ts'

export const WEEK_SECONDS = 604_800

/** A key that nobody uses within an hour dies (sandbox documentation; the quick start says four hours). */
export const KEY_LIFE_MS = 60 * 60 * 1000

export interface NewUser {
  readonly kind: UserKind
  readonly firstName: string
  readonly lastName: string
  readonly legalName: string
  readonly displayName?: string
  readonly email: string
  readonly phone: string
  readonly birthDate: string
  readonly sessionTimeoutSeconds?: number
  readonly distinguishedName?: string
  readonly roles?: readonly string[]
  readonly certificateId?: string
  readonly system?: boolean
  /** When it became a customer; now when absent. */
  readonly created?: EpochMs
}

export const addUser = (state: BunqState, user: NewUser): User => {
  const at = state.now()
  const added: User = {
    created: at,
    displayName: user.legalName,
    sessionTimeoutSeconds: WEEK_SECONDS,
    ...user,
    id: state.nextId(),
    updated: at,
    publicUuid: state.uuid(),
    accountIds: [],
  }
  state.users.set(added.id, added)
  return added
}

export interface NewAccount {
  readonly kind: AccountKind
  readonly owners: readonly User[]
  readonly currency: string
  readonly description: string
  readonly iban?: string
  readonly publicUuid?: string
  readonly displayName?: string
  readonly dailyLimit?: MinorUnits
  readonly savingsGoal?: MinorUnits
  /** When it was opened; now when absent. */
  readonly created?: EpochMs
}

const DEFAULT_DAILY_LIMIT: MinorUnits = 10_000_00n

export const addAccount = (state: BunqState, account: NewAccount): Account => {
  const at = state.now()
  const added: Account = {
    id: state.nextId(),
    kind: account.kind,
    created: account.created ?? at,
    updated: at,
    publicUuid: account.publicUuid ?? state.uuid(),
    ownerIds: account.owners.map((owner) => owner.id),
    iban: normaliseIban(account.iban ?? state.nextIban()),
    currency: account.currency,
    description: account.description,
    displayName: account.displayName ?? account.owners[0]?.displayName ?? '',
    balance: 0n,
    overdraft: 0n,
    dailyLimit: account.dailyLimit ?? DEFAULT_DAILY_LIMIT,
    status: 'ACTIVE',
    subStatus: 'NONE',
    reason: null,
    reasonDescription: null,
    savingsGoal: account.savingsGoal ?? null,
    settings: {
      color: '#14B1C6',
      icon: null,
      default_avatar_status: 'AVATAR_DEFAULT',
      restriction_chat: 'ALLOW_INCOMING',
      sdd_expiration_action: null,
    },
    payments: [],
  }
  state.accounts.set(added.id, added)
  state.accountsByIban.set(added.iban, added)
  for (const owner of account.owners) owner.accountIds.push(added.id)
  return added
}

export interface NewKey {
  readonly kind: ApiKey['kind']
  readonly user: User
  readonly principalId?: number
  readonly requestedByUserId?: number
  readonly oauthClientId?: number
  readonly sharedAccountIds?: readonly number[]
  /** A given one in place of a new one. */
  readonly secret?: string
  readonly lasting?: true
}

/** Sandbox keys have a prefix, production keys, OAuth and PSD2 tokens are 64 hex characters. */
export const newSecret = ({ environment, randomBytes }: BankContext, kind: ApiKey['kind']): string => {
  const text = randomBytes(32).toString('hex')
  return kind === 'user' && environment === 'sandbox' ? `sandbox_${text.slice(0, 56)}` : text
}

/** A secret with which sessions can be opened. */
export const addKey = (state: BunqState, { kind, user, secret, ...rest }: NewKey): ApiKey => {
  const key: ApiKey = {
    principalId: user.id,
    ...rest,
    secret: secret ?? newSecret(state.context, kind),
    kind,
    created: state.now(),
    userId: user.id,
    credentialId: state.nextId(),
    installationIds: new Set(),
    addresses: [],
    revoked: false,
  }
  state.keys.set(key.secret, key)
  return key
}
