import {
  type Account,
  type AuthResult,
  type CallContext,
  type Challenge,
  createMemorySessionStore,
  createSessionAccess,
  type Provider,
  type Session,
  type SessionAccess,
  type SessionPurpose,
} from '@nostro/core'
import type { Bank, Decision } from '../bank.ts'
import type { KitServices, Limits } from '../services/kit-services.ts'
import type { LeapingClock } from '../services/leaping-clock.ts'
import { CheckFailure } from './check-failure.ts'

/** A provider with a living session. */
export interface Connected {
  readonly provider: Provider
  readonly session: Session
  readonly access: SessionAccess
}

/** What a check works with. Each check has its own, with instances of its own. */
export interface CheckContext {
  readonly bank: Bank
  readonly clock: LeapingClock
  readonly kit: KitServices
  /** What is asked of `start` where it does not matter. */
  readonly purpose: SessionPurpose
  /** A new instance. It is closed when the check is over. */
  open(limits?: Limits): Provider
  connect(provider?: Provider, purpose?: SessionPurpose): Promise<Connected>
  access(provider: Provider, session: Session): SessionAccess
  start(provider: Provider, purpose?: SessionPurpose): ReturnType<Provider['auth']['start']>
  advance(
    provider: Provider,
    challenge: Awaited<ReturnType<Provider['auth']['start']>>,
    decision: Decision,
  ): ReturnType<Provider['auth']['advance']>
  /** How long a call that should end is waited for, in real milliseconds. */
  readonly patienceMs: number
  /** How many requests the bank has seen. */
  requests(): number
  /** A current account, or the first one. */
  account(connected: Connected): Promise<Account>
}

/** The accounts contract of a provider whose check needs it. @throws CheckFailure */
export const accountsOf = (provider: Provider): NonNullable<Provider['accounts']> => {
  if (provider.accounts === undefined) throw new CheckFailure('The provider has no accounts.')
  return provider.accounts
}

/** The customer's presence, where a provider takes it for reads: unattended ones are counted by law. */
export const attended = ({ manifest }: Provider): CallContext =>
  manifest.psuHeaders.accounts === 'forbidden' ? {} : { psu: { ipAddress: '192.0.2.17', userAgent: 'Kit/1' } }

/** Password, method and code, or two consents one after the other: no known bank has more. */
const mostSteps = 8

/** Whether the bank asks for something else next, and does not merely wait for the same. */
export const isNextStep = (
  result: AuthResult,
  asked: Pick<Challenge, 'id'>,
): result is Extract<AuthResult, { status: 'pending' }> =>
  result.status === 'pending' && result.challenge.id !== asked.id

export const createCheckContext = (
  bank: Bank,
  clock: LeapingClock,
  kit: KitServices,
): { readonly context: CheckContext; close(): Promise<void> } => {
  const opened: Provider[] = []
  const purpose = bank.profile.purposes[0] ?? 'accounts'
  const context: CheckContext = {
    bank,
    clock,
    kit,
    purpose,
    patienceMs: bank.network === undefined ? 3_000 : 100,
    open: (limits) => {
      const provider = bank.create(kit.services(limits))
      opened.push(provider)
      return provider
    },
    access: (provider, session) =>
      createSessionAccess({ session, store: createMemorySessionStore(), auth: provider.auth, clock }),
    start: (provider, wanted = purpose) => provider.auth.start({ ...bank.profile.start?.(wanted), purpose: wanted }),
    advance: async (provider, challenge, decision) => {
      let asked = challenge
      let result = await provider.auth.advance(asked, await bank.act(asked, decision))
      for (let step = 0; step < mostSteps && decision === 'approve' && isNextStep(result, asked); step++) {
        asked = result.challenge
        result = await provider.auth.advance(asked, await bank.act(asked, decision))
      }
      return result
    },
    connect: async (provider = context.open(), wanted = purpose) => {
      const challenge = await context.start(provider, wanted)
      const result = await context.advance(provider, challenge, 'approve')
      if (result.status !== 'complete') throw new CheckFailure(`Connecting ended as “${result.status}”.`)
      return { provider, session: result.session, access: context.access(provider, result.session) }
    },
    requests: () => bank.requests().length,
    account: async ({ provider, access }) => {
      const accounts: Account[] = []
      for await (const { items } of accountsOf(provider).accounts(access)) accounts.push(...items)
      const found = accounts.find(({ kind, currency }) => kind === 'current' && currency === 'EUR') ?? accounts[0]
      if (found === undefined) throw new CheckFailure('The customer has no account.')
      return found
    },
  }
  const close = async (): Promise<void> => {
    for (const provider of opened) await provider.close().catch(() => {})
  }
  return { context, close }
}
