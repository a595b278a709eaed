import { createScheduler } from '@nostro/ledger'
import type { Services } from '../api/services.ts'
import { forgetAnswers } from '../idempotency/keep-answers.ts'
import { settleLostPayments } from '../payments/settle-lost-payments.ts'

const minute = 60_000
const day = 24 * 60 * minute
const keptEventsMs = 30 * day

/**
 * What a server does beside answering: reads connections when they are due (where nothing else does), goes on with syncs of processes
 * that ended, delivers webhooks, looks for payments whose answer was lost, forgets old events. Ends when the signal aborts.
 */
export const runBackground = async (services: Services, signal: AbortSignal): Promise<void> => {
  const { settings, sender } = services
  const work = [sender.run(signal), upkeep(services, signal)]
  if (settings.schedule === true) work.push(readWhenDue(services, signal))
  await Promise.all(work)
}

const readWhenDue = ({ ledger, connections, clock, syncs, logger }: Services, signal: AbortSignal): Promise<void> => {
  const after = (result: Parameters<typeof syncs.afterRead>[0]): void => {
    syncs.afterRead(result).catch((error: unknown) => {
      logger.error({ error: String(error) }, 'What follows a read failed.')
    })
  }
  return createScheduler({
    ledger,
    clock,
    connections: async () => (await connections.list()).filter(({ provider }) => provider.accounts !== undefined),
    onResult: after,
    onError: (error) => logger.error({ error: String(error) }, 'Connections that are due were not read.'),
  }).run(signal)
}

/** Once at the start, then each minute. */
const upkeep = async (services: Services, signal: AbortSignal): Promise<void> => {
  const { clock, syncs, events, logger } = services
  const steps: readonly (() => Promise<unknown>)[] = [
    () => syncs.resume(),
    () => settleLostPayments(services),
    () => forgetAnswers(services),
    () => events.prune(clock.now() - keptEventsMs),
  ]
  while (!signal.aborted) {
    for (const step of steps) {
      if (signal.aborted) return
      await step().catch((error: unknown) => logger.error({ error: String(error) }, 'Upkeep of the server failed.'))
    }
    await clock.sleep(minute, signal).catch(() => undefined)
  }
}
