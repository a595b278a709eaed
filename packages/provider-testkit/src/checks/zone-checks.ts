import { addDays, type Transaction, toInstant } from '@nostro/core'
import { type Check, verify } from './check.ts'
import { accountsOf, type CheckContext } from './check-context.ts'
import { type Booked, readEntries, uniqueText, withText } from './entries.ts'
import { readPages } from './outcomes.ts'

const source = 'core/domain/transaction.ts Transaction.bookingDate'

/** The offset of a zone at a moment, in milliseconds. */
const offsetOf = (zone: string, at: number): number => {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(at)
  return Date.parse(`${parts.replace(' ', 'T')}Z`) - at
}

/** The moment at which clocks of the zone show this. */
const momentOf = (zone: string, day: string, time: string): number => {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  return asUtc - offsetOf(zone, asUtc - offsetOf(zone, asUtc))
}

/** The last Sunday of a month: when clocks of the European Union change (directive 2000/84/EC). */
const lastSunday = (year: number, month: number): string => {
  const last = new Date(Date.UTC(year, month, 0))
  last.setUTCDate(last.getUTCDate() - last.getUTCDay())
  return toInstant(last.getTime()).slice(0, 10)
}

/** The latest change of clocks in that month, before today. */
const latestChange = ({ clock }: CheckContext, month: number): string => {
  const today = toInstant(clock.now()).slice(0, 10)
  const year = Number(today.slice(0, 4))
  const found = lastSunday(year, month)
  return addDays(found, 2) < today ? found : lastSunday(year - 1, month)
}

interface Moment {
  readonly day: string
  readonly time: string
}

/** Books an entry at each moment of the bank's clocks, and gives it as it is listed. */
const bookAt = async (context: CheckContext, moments: readonly Moment[]) => {
  const zone = context.bank.profile.zone ?? 'UTC'
  const connected = await context.connect()
  const account = await context.account(connected)
  const made = moments.map((moment) => ({ ...moment, text: uniqueText() }))
  await context.bank.book?.(
    account,
    made.map(({ day, time, text }) => ({
      amount: '-1.50',
      status: 'booked',
      text,
      counterparty: 'Kit Shop',
      at: toInstant(momentOf(zone, day, time)),
    })),
  )
  const days = moments.map(({ day }) => day).toSorted()
  const booked: Booked = { ...connected, account, dateFrom: addDays(days[0] ?? '', -1) }
  const entries = await readEntries(booked, { dateTo: addDays(days.at(-1) ?? '', 1) })
  return { booked, made: made.map((each) => ({ ...each, entry: withText(entries, each.text)[0] })) }
}

const verifyDays = (made: readonly (Moment & { readonly entry: Transaction | undefined })[]): void => {
  for (const { day, time, entry } of made) {
    verify(entry !== undefined, `The entry of ${day} ${time} is not listed.`)
    verify(entry.bookingDate === day, `The entry of ${day} ${time} has the day ${String(entry.bookingDate)}.`)
  }
}

/** Around midnight of days before. */
const yesterday = ({ clock }: CheckContext): string => addDays(toInstant(clock.now()).slice(0, 10), -2)

export const zoneChecks: readonly Check[] = [
  {
    id: 'zones.late-evening',
    area: 'zones',
    title: 'What happens at half past eleven in the evening belongs to that day.',
    why: 'In UTC it may be another day, and the month ends wrong.',
    source,
    needs: ['book', 'zone'],
    run: async (context) => verifyDays((await bookAt(context, [{ day: yesterday(context), time: '23:30' }])).made),
  },
  {
    id: 'zones.after-midnight',
    area: 'zones',
    title: 'What happens half an hour after midnight belongs to the new day.',
    why: 'In UTC it is still the day before.',
    source,
    needs: ['book', 'zone'],
    run: async (context) => verifyDays((await bookAt(context, [{ day: yesterday(context), time: '00:30' }])).made),
  },
  {
    id: 'zones.spring',
    area: 'zones',
    title: 'Around the night when an hour is left out, days are right.',
    why: 'A fixed offset is wrong for half of the year.',
    source,
    needs: ['book', 'zone'],
    run: async (context) => {
      const day = latestChange(context, 3)
      const moments = [
        { day: addDays(day, -1), time: '23:30' },
        { day, time: '00:30' },
        { day, time: '23:30' },
        { day: addDays(day, 1), time: '00:30' },
      ]
      verifyDays((await bookAt(context, moments)).made)
    },
  },
  {
    id: 'zones.autumn',
    area: 'zones',
    title: 'Around the night when an hour comes twice, days are right.',
    why: 'A day of 25 hours breaks arithmetic with 24.',
    source,
    needs: ['book', 'zone'],
    run: async (context) => {
      const day = latestChange(context, 10)
      const moments = [
        { day: addDays(day, -1), time: '23:30' },
        { day, time: '00:30' },
        { day, time: '23:30' },
        { day: addDays(day, 1), time: '00:30' },
      ]
      verifyDays((await bookAt(context, moments)).made)
    },
  },
  {
    id: 'zones.period',
    area: 'zones',
    title: 'A period is one of the bank’s days.',
    why: 'An entry at half past midnight is missing from the month that begins with it.',
    source: 'core/contracts/accounts.ts TransactionQuery.dateFrom',
    needs: ['book', 'zone'],
    run: async (context) => {
      const day = yesterday(context)
      const { booked, made } = await bookAt(context, [{ day, time: '00:30' }])
      const { provider, access, account } = booked
      const countOn = async (date: string): Promise<number> => {
        const listing = accountsOf(provider).transactions(access, account, { dateFrom: date, dateTo: date })
        const entries = (await readPages(listing)).flatMap(({ items }) => items)
        return withText(entries, made[0]?.text ?? '').length
      }
      verify((await countOn(day)) === 1, 'An entry at half past midnight is not in the period of its day.')
      verify(
        (await countOn(addDays(day, -1))) === 0,
        'An entry at half past midnight is in the period of the day before.',
      )
    },
  },
  {
    id: 'zones.machine',
    area: 'zones',
    title: 'The zone of the machine changes nothing.',
    why: 'A server in another country would keep another book.',
    source,
    needs: ['book', 'zone'],
    run: async (context) => {
      const day = yesterday(context)
      const { booked } = await bookAt(context, [
        { day, time: '00:30' },
        { day, time: '23:30' },
      ])
      const daysIn = async (zone: string): Promise<string> => {
        const before = process.env['TZ']
        process.env['TZ'] = zone
        try {
          return (await readEntries(booked)).map(({ bookingDate }) => bookingDate ?? '').join()
        } finally {
          if (before === undefined) delete process.env['TZ']
          else process.env['TZ'] = before
        }
      }
      const days = await daysIn('Pacific/Kiritimati')
      verify(days === (await daysIn('America/Los_Angeles')), 'Days differ between two zones of the machine.')
    },
  },
]
