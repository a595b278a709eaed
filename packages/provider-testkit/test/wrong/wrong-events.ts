import { type BankEvent, NostroError } from '@nostro/core'
import type { PaperProvider } from '../paper/paper-provider.ts'
import { row, type Wrong, withPart } from './wrong.ts'

type Events = PaperProvider['events']
const receive = (change: (events: Events) => Events['receive']) =>
  withPart('events', (events) => ({ receive: change(events) }))
const result = (change: (event: BankEvent, body: string) => object) =>
  receive((events) => async (access, event, ctx) => {
    const read = await events.receive(access, event, ctx)
    return { ...read, ...change(read, Buffer.from(event.body).toString()) }
  })
/** A delivery whose seal does not hold is read without it. */
const unsealed = (isMeant: (body: string) => boolean) =>
  receive((events) => async (access, event, ctx) => {
    try {
      return await events.receive(access, event, ctx)
    } catch (error) {
      const isHit = NostroError.isInstance(error) && error.code === 'verification_failed'
      if (!isHit || !isMeant(Buffer.from(event.body).toString())) throw error
      return events.receive(access, { ...event, headers: {} }, ctx)
    }
  })

/** Wrong in webhooks. */
export const wrongEvents: readonly Wrong[] = [
  row(
    'events.fields',
    'no type',
    result(() => ({ type: '' })),
  ),
  row(
    'events.trusted',
    'trusts nothing',
    result(({ authenticity }) => (authenticity === 'verified' ? { authenticity: 'unverified' } : {})),
  ),
  row(
    'events.unsigned',
    'trusts everything',
    result(() => ({ authenticity: 'verified' })),
  ),
  row(
    'events.forged',
    'leaves the seal out',
    unsealed((body) => body.includes('acc-1')),
  ),
  row(
    'events.changed-body',
    'leaves the seal out',
    unsealed((body) => body.includes('acc-2')),
  ),
  row('events.repeated', 'a new key each time', (bank) => {
    let count = 0
    return result(({ deduplicationKey }) => ({ deduplicationKey: `${deduplicationKey}-${++count}` }))(bank)
  }),
  row(
    'events.different',
    'one key for all',
    result(() => ({ deduplicationKey: 'event' })),
  ),
  row(
    'events.unknown-category',
    'refuses it',
    result(({ category }) => {
      if (category !== 'LOTTERY') return {}
      throw new NostroError({ code: 'protocol_violation', provider: 'paper', message: 'The category is unknown.' })
    }),
  ),
  row(
    'events.garbage',
    'crashes',
    receive((events) => async (access, event, ctx) => {
      if (event.body.length === 0) throw new TypeError('Unexpected end of input')
      return events.receive(access, event, ctx)
    }),
  ),
  row(
    'events.subscribe',
    'keeps nothing',
    withPart('events', () => ({ subscriptions: async () => [] })),
  ),
]
