import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BudgetStore, createSessionAccess, type Payment, type Session } from '../../packages/core/src/index.ts'
import { createNodeServices } from '../../packages/core/src/node/index.ts'
import { type BunqProvider, createBunqProvider } from '../../packages/provider-bunq/src/index.ts'
import { createIngProvider, type IngProvider } from '../../packages/provider-ing/src/index.ts'
import { type Simulators, startSimulators } from '../../packages/simulators/src/index.ts'

export type Bank = 'bunq' | 'ing'

/** The simulated banks keep no limits here: nothing waits for its turn. */
export const freeBudgets: BudgetStore = {
  take: async () => ({ granted: true, takenAt: 0 }),
  close: async () => undefined,
  giveBack: async () => undefined,
  usage: async () => [],
}

export const shared = createNodeServices({ budgetStore: freeBudgets })

/** Simulated banks and the sessions that pay at them. */
export interface Stage {
  readonly simulators: Simulators
  readonly folder: string
  readonly bunq: BunqProvider
  readonly ing: IngProvider
  readonly sessions: Readonly<Record<Bank, Session>>
  readonly accountId: string
  close(): Promise<void>
}

export const startStage = async (): Promise<Stage> => {
  const simulators = await startSimulators({ banks: ['bunq', 'ing'] })
  const folder = mkdtempSync(join(tmpdir(), 'nostro-killed-'))
  const bunq = createBunqProvider(simulators.options.bunq, shared)
  const ing = createIngProvider(simulators.options.ing, shared)
  const sessionOf = async (auth: typeof bunq.auth | typeof ing.auth, purpose: 'accounts' | 'payments') => {
    const result = await auth.advance(await auth.start({ purpose }), {})
    if (result.status !== 'complete') throw new Error(`Connecting ended as ${result.status}.`)
    return result.session
  }
  const sessions = { bunq: await sessionOf(bunq.auth, 'payments'), ing: await sessionOf(ing.auth, 'payments') }
  let accountId = ''
  for await (const { items } of bunq.accounts.accounts(
    createSessionAccess({ session: sessions.bunq, auth: bunq.auth }),
  )) {
    accountId ||= items.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')?.id ?? ''
  }
  const close = async (): Promise<void> => {
    await bunq.close()
    await ing.close()
    await simulators.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { simulators, folder, bunq, ing, sessions, accountId, close }
}

export const paymentOf = (bank: Bank, kind: Payment['kind'], run: number, accountId: string): Payment => {
  const transfer = {
    amount: { amount: `1.${String(10 + (run % 90))}`, currency: 'EUR' },
    creditor: bank === 'bunq' ? { email: 'bravo@bunq.com' } : { iban: 'NL69INGB0123456789', name: 'Bakker BV' },
    remittanceInformation: textOf(run),
  }
  const base =
    bank === 'bunq'
      ? { debtor: { accountId } }
      : { debtor: { iban: 'NL69INGB0123456789', name: 'Noa', currency: 'EUR' } }
  if (kind === 'single') return { ...base, ...transfer, kind }
  if (kind === 'scheduled') return { ...base, ...transfer, kind, requestedExecutionDate: inAMonth() }
  const payments = [transfer, { ...transfer, amount: { amount: '2.00', currency: 'EUR' } }]
  return kind === 'draft' ? { ...base, kind, payments } : { ...base, kind: 'bulk', payments }
}

const textOf = (run: number): string => `Killed ${run} times none`
const inAMonth = (): string => new Date(shared.clock.now() + 30 * 86_400_000).toISOString().slice(0, 10)

/** What is paid at each bank. */
export const kinds = { bunq: ['single', 'scheduled', 'draft', 'bulk'], ing: ['single', 'scheduled', 'bulk'] } as const

const lists = { single: 'payment', scheduled: 'schedule-payment', draft: 'draft-payment', bulk: 'payment-batch' }

/** Ids of everything at bunq that looks like the payment, from any process. */
export const idsAtBunq = async (
  stage: Stage,
  { kind, run }: { readonly kind: Payment['kind']; readonly run: number },
): Promise<readonly string[]> => {
  const access = createSessionAccess({ session: stage.sessions.bunq, auth: stage.bunq.auth })
  const path = `user/{userId}/monetary-account/${stage.accountId}/${lists[kind as keyof typeof lists]}?count=50`
  const { json } = await stage.bunq.request(access, 'GET', path)
  const { Response: entries } = json as { Response: readonly Readonly<Record<string, { readonly id: number }>>[] }
  return entries
    .flatMap((entry) => Object.values(entry))
    .filter((entry) => JSON.stringify(entry).includes(textOf(run)))
    .map(({ id }) => String(id))
}

/** Ids of everything that ING has taken in. */
export const idsAtIng = async ({ simulators }: Stage): Promise<readonly string[]> =>
  (await simulators.control.ing.payments()).map(({ paymentId }) => paymentId)
