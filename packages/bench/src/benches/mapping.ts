import type { Bench } from '../bench.ts'
import type { Row } from '../row.ts'
import { interleave } from '../support/interleave.ts'
import { type MappedBank, openMappedBanks } from '../support/mapped-banks.ts'
import { heldMemory } from '../support/memory.ts'

/** From the bytes of a listing to checked, mapped transactions, against parsing the same bytes and doing nothing with them. */
export const mapping: Bench = {
  name: 'mapping',
  run: async ({ quick, progress }) => {
    const count = quick ? 2_000 : 100_000
    const rows: Row[] = []
    const banks = await openMappedBanks()
    for (const bank of banks) {
      progress(`mapping: ${count} transactions of ${bank.name}`)
      rows.push(await compareTime(bank, count, quick ? 1 : 7))
    }
    for (const bank of banks) {
      progress(`mapping: memory while listing ${bank.name}`)
      for (const pages of quick ? [10] : [100, 1_000]) rows.push(await compareMemory(bank, pages))
      rows.push(await compareKept(bank, count))
    }
    return rows
  },
}

const pagesFor = ({ listing }: MappedBank, count: number): number => Math.ceil(count / listing.perPage)

const listingOf = (bank: MappedBank, pages: number) => {
  const { accounts, access, ref } = bank.open(pages)
  return accounts.transactions(access, ref, {})
}

const compareTime = async (bank: MappedBank, count: number, rounds: number): Promise<Row> => {
  const pages = pagesFor(bank, count)
  const compared = await interleave(
    rounds,
    async () => {
      const start = performance.now()
      let read = 0
      for await (const { items } of listingOf(bank, pages)) read += items.length
      const ms = performance.now() - start
      if (read !== pages * bank.listing.perPage) throw new Error(`Only ${read} transactions were read.`)
      return ms
    },
    async () => {
      const start = performance.now()
      for (let index = 0; index < pages; index += 1) parse(bank, index, pages)
      return performance.now() - start
    },
  )
  return {
    name: `Mapping ${count} transactions of ${bank.name}`,
    unit: 'ms',
    ...compared,
    otherSide: 'JSON.parse of the same bytes',
    aim: { of: 'ratio', bound: 'at most', value: 3 },
  }
}

const parse = ({ listing }: MappedBank, index: number, pages: number): unknown =>
  JSON.parse(listing.page(index, pages).toString()) as unknown

/** A caller that keeps nothing holds one page, however many there are: the whole program's heap on the way. */
const compareMemory = async (bank: MappedBank, pages: number): Promise<Row> => {
  const [few, many] = [await mostHeld(bank, 10), await mostHeld(bank, pages)]
  return {
    name: `Memory while listing ${bank.name}, ${pages} pages of ${bank.listing.perPage}`,
    unit: 'MiB',
    ours: many,
    other: few,
    otherSide: 'the same with 10 pages',
    ratio: many / few,
  }
}

/** Looked at on ten pages spread over the listing. */
const mostHeld = async (bank: MappedBank, pages: number): Promise<number> => {
  let most = 0
  let index = 0
  for await (const { items } of listingOf(bank, pages)) {
    index += 1
    if (index % (pages / 10) === 0 && items.length > 0) most = Math.max(most, heldMemory())
  }
  return most
}

/**
 * A caller that keeps everything: what a transaction costs beside the bank's own object, which it carries. Each side runs once
 * before it is measured, so that what was left from the start, and what the first run makes for good, is not counted.
 */
const compareKept = async (bank: MappedBank, count: number): Promise<Row> => {
  const pages = pagesFor(bank, count)
  const compared = await interleave(
    3,
    () => heldBy(() => keepAll(bank, pages)),
    () => heldBy(async () => parseAll(bank, pages)),
  )
  return {
    name: `Memory of ${count} transactions of ${bank.name}, all kept`,
    unit: 'MiB',
    ...compared,
    otherSide: 'what JSON.parse gives, kept',
  }
}

const keepAll = async (bank: MappedBank, pages: number): Promise<readonly unknown[]> => {
  const kept: unknown[] = []
  for await (const { items } of listingOf(bank, pages)) kept.push(...items)
  return kept
}

const parseAll = (bank: MappedBank, pages: number): readonly unknown[] =>
  Array.from({ length: pages }, (_, index) => parse(bank, index, pages))

const heldBy = async (make: () => Promise<readonly unknown[]>): Promise<number> => {
  const before = heldMemory()
  const kept = await make()
  const after = heldMemory()
  // Read after the measurement, so that the values live until then.
  if (kept.length === 0) throw new Error('Nothing was kept.')
  return after - before
}
