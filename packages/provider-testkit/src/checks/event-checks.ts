import { type BankEvent, type IncomingEvent, NostroError, type Provider } from '@nostro/core'
import type { DeliveryKind } from '../bank.ts'
import { type Check, CheckFailure, verify } from './check.ts'
import type { CheckContext } from './check-context.ts'

const source = 'core/contracts/events.ts EventsProvider.receive'

type Receiver = (event: IncomingEvent) => Promise<BankEvent>

/** A provider that receives, and the deliveries of the bank. */
const openEvents = async (
  context: CheckContext,
): Promise<{
  readonly provider: Provider
  readonly receive: Receiver
  deliver(kind: DeliveryKind): Promise<IncomingEvent>
}> => {
  const { provider, access } = await context.connect()
  const { events } = provider
  const { deliver } = context.bank
  if (events === undefined || deliver === undefined) throw new CheckFailure('There are no events.')
  return { provider, receive: (event) => events.receive(access, event), deliver: (kind) => deliver(kind) }
}

/** What a spoilt delivery comes to: a code, or how far it was trusted. */
const outcomeOf = async (context: CheckContext, kind: DeliveryKind): Promise<string> => {
  const { receive, deliver } = await openEvents(context)
  const outcome = await receive(await deliver(kind)).catch((error: unknown) => error)
  if (NostroError.isInstance(outcome)) return outcome.code
  return outcome instanceof Error ? String(outcome) : (outcome as BankEvent).authenticity
}

const needs = ['events'] as const

export const eventChecks: readonly Check[] = [
  {
    id: 'events.fields',
    area: 'events',
    title: 'An event names its provider, category, type, object and a key.',
    why: 'Handlers choose by them.',
    source: 'core/contracts/events.ts BankEvent',
    needs,
    run: async (context) => {
      const { provider, receive, deliver } = await openEvents(context)
      const event = await receive(await deliver('good'))
      verify(event.provider === provider.manifest.id, `The event is one of “${event.provider}”.`)
      for (const name of ['category', 'type', 'objectType', 'deduplicationKey'] as const) {
        verify(typeof event[name] === 'string' && event[name] !== '', `The event has no ${name}.`)
      }
    },
  },
  {
    id: 'events.trusted',
    area: 'events',
    title: 'A delivery with a good signature is verified.',
    why: 'Else the program asks the bank again for each.',
    source: 'core/contracts/events.ts BankEvent.authenticity',
    needs: ['events', 'signed-events'],
    run: async (context) => {
      const outcome = await outcomeOf(context, 'good')
      verify(outcome === 'verified', `A good delivery is ${outcome}.`)
    },
  },
  {
    id: 'events.forged',
    area: 'events',
    title: 'A delivery with a wrong signature is verification_failed.',
    why: 'Anybody can post to a public address.',
    source,
    needs: ['events', 'signed-events'],
    run: async (context) => {
      const outcome = await outcomeOf(context, 'forged')
      verify(outcome === 'verification_failed', `A forged delivery is ${outcome}.`)
    },
  },
  {
    id: 'events.changed-body',
    area: 'events',
    title: 'A delivery whose body was changed is verification_failed.',
    why: 'The amount is in the body.',
    source,
    needs: ['events', 'signed-events'],
    run: async (context) => {
      const outcome = await outcomeOf(context, 'changed-body')
      verify(outcome === 'verification_failed', `A changed delivery is ${outcome}.`)
    },
  },
  {
    id: 'events.unsigned',
    area: 'events',
    title: 'A delivery without a signature is never verified.',
    why: 'Leaving the signature out must not be the way round it.',
    source: 'core/contracts/events.ts BankEvent.authenticity',
    needs,
    run: async (context) => {
      const outcome = await outcomeOf(context, 'unsigned')
      verify(outcome === 'unverified' || outcome === 'verification_failed', `An unsigned delivery is ${outcome}.`)
    },
  },
  {
    id: 'events.repeated',
    area: 'events',
    title: 'A delivery that comes again has the same key.',
    why: 'Banks deliver until they are sure.',
    source: 'core/contracts/events.ts BankEvent.deduplicationKey',
    needs,
    run: async (context) => {
      const { receive, deliver } = await openEvents(context)
      const delivery = await deliver('good')
      const [one, two] = [await receive(delivery), await receive(delivery)]
      verify(one.deduplicationKey === two.deduplicationKey, 'The same delivery has two keys.')
    },
  },
  {
    id: 'events.different',
    area: 'events',
    title: 'Two happenings have two keys.',
    why: 'The second payment would be taken for the first.',
    source: 'core/contracts/events.ts BankEvent.deduplicationKey',
    needs,
    run: async (context) => {
      const { receive, deliver } = await openEvents(context)
      const [one, two] = [await receive(await deliver('good')), await receive(await deliver('good'))]
      verify(one.deduplicationKey !== two.deduplicationKey, 'Two happenings have one key.')
    },
  },
  {
    id: 'events.unknown-category',
    area: 'events',
    title: 'A category that is new is handed on, not refused.',
    why: 'Banks add categories, and a refused delivery is sent for days.',
    source: 'core/contracts/events.ts BankEvent.category',
    needs,
    run: async (context) => {
      const { receive, deliver } = await openEvents(context)
      const outcome = await receive(await deliver('unknown-category')).catch((error: unknown) => String(error))
      verify(typeof outcome !== 'string', `An unknown category ended with ${String(outcome)}`)
    },
  },
  {
    id: 'events.garbage',
    area: 'events',
    title: 'What is no delivery is refused in words.',
    why: 'Scanners post anything.',
    source,
    needs,
    run: async (context) => {
      const { receive, deliver } = await openEvents(context)
      const { headers } = await deliver('unsigned')
      for (const text of ['', 'x', '[]', '{}', 'null', '{"a":', '\u0000']) {
        const outcome = await receive({ headers, body: Buffer.from(text) }).catch((error: unknown) => error)
        verify(NostroError.isInstance(outcome), `${JSON.stringify(text)} as a delivery ended with ${String(outcome)}`)
      }
    },
  },
  {
    id: 'events.subscribe',
    area: 'events',
    title: 'What was subscribed is read back.',
    why: 'A webhook that was not kept is missed on the day it matters.',
    source: 'core/contracts/events.ts EventsProvider.subscribe',
    needs: ['events', 'categories'],
    run: async (context) => {
      const { provider, access } = await context.connect()
      const wanted = [{ category: context.bank.profile.categories?.[0] ?? '', url: 'https://app.example/hook' }]
      await provider.events?.subscribe(access, wanted)
      const kept = (await provider.events?.subscriptions(access)) ?? []
      const seen = kept.map(({ category, url }) => `${category} ${url}`).join()
      verify(seen === wanted.map(({ category, url }) => `${category} ${url}`).join(), `Subscribed is: ${seen}.`)
    },
  },
]
