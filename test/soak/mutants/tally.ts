import type { Explanation } from '../../../packages/simulators/src/verify/index.ts'
import type { Judged, Mutant } from './mutant.ts'

/** What became of the mutants of one part of the requests. */
export interface PartTally {
  made: number
  refused: number
  harmless: number
  /** Taken because another good call came about: nothing signed or claimed was changed. */
  free: number
  /** Mutants that an explanation is asked for: those that the bank must refuse. */
  asked: number
  /** The part changed is the one named. */
  named: number
  /** Of these, named by the row in `/rejections` alone: nothing signed was changed, so no captured request tells it. */
  namedByRow: number
  /** It is among those left open. */
  leftOpen: number
}

export interface MutantReport {
  readonly bank: string
  readonly parts: Readonly<Record<string, PartTally>>
  /** Mutants that went otherwise than they must: taken, refused by another row, or with another status. */
  readonly wrong: readonly string[]
  /** Some whose part was not named, for people. */
  readonly unnamed: readonly string[]
}

type Named = Pick<Explanation, 'part' | 'others' | 'cause' | 'difference'> & { readonly byRow?: true }

export interface MutantRun {
  readonly bank: string
  readonly count: number
  readonly make: () => Mutant
  readonly judge: (mutant: Mutant) => Promise<Judged>
  readonly statusOf: (row: string, mutant: Mutant) => number
  /** Undefined where nothing is asked of an explanation. */
  readonly explain: (mutant: Mutant, judged: Judged) => Named | undefined
}

const none = (): PartTally => ({
  made: 0,
  refused: 0,
  harmless: 0,
  free: 0,
  asked: 0,
  named: 0,
  namedByRow: 0,
  leftOpen: 0,
})

const describe = ({ call, part, request }: Mutant): string => `${call}, ${part}: ${request.method} ${request.target}`

/** What is wrong with a bank's answer to a mutant; undefined when it is as the reference page has it. */
const faultOf = ({ mutant, status, row, reason }: Judged, statusOf: MutantRun['statusOf']): string | undefined => {
  const what = `${describe(mutant)}: ${status}${row === undefined ? '' : ` by row ${row} (${reason})`}`
  if (mutant.harmless !== undefined) return status < 400 ? undefined : `refused although ${mutant.harmless}: ${what}`
  if (row === undefined) return status < 400 && mutant.free !== undefined ? undefined : `taken: ${what}`
  if (!mutant.rows.includes(row)) return `another row: ${what}`
  const expected = statusOf(row, mutant)
  return status === expected ? undefined : `another status than ${expected}: ${what}`
}

/** Makes the mutants, has the bank judge each and the explanation name the part that was changed. */
export const runMutants = async (run: MutantRun): Promise<MutantReport> => {
  const parts: Record<string, PartTally> = {}
  const [wrong, unnamed]: [string[], string[]] = [[], []]
  for (let number = 0; number < run.count; number++) {
    const mutant = run.make()
    const judged = await run.judge(mutant)
    const fault = faultOf(judged, run.statusOf)
    if (fault !== undefined) wrong.push(fault)
    parts[mutant.part] ??= none()
    const tally = parts[mutant.part] ?? none()
    tally.made += 1
    if (judged.row !== undefined) tally.refused += 1
    else if (mutant.harmless !== undefined) tally.harmless += 1
    else tally.free += 1
    if (judged.row === undefined) continue
    const found = run.explain(mutant, judged)
    if (found === undefined) continue
    tally.asked += 1
    const isGivenBack = mutant.signed !== undefined && found.difference?.signed === mutant.signed
    if (found.part === mutant.part || isGivenBack) {
      tally.named += 1
      if (found.byRow === true) tally.namedByRow += 1
    } else {
      if (found.others?.includes(mutant.part) === true) tally.leftOpen += 1
      unnamed.push(`${describe(mutant)} was named “${found.part ?? 'nothing'}” (${found.cause})`)
    }
  }
  return { bank: run.bank, parts, wrong, unnamed }
}

/** All parts added up. */
export const sumOf = ({ parts }: MutantReport): PartTally => {
  const sum = none()
  for (const tally of Object.values(parts)) {
    for (const key of Object.keys(sum) as (keyof PartTally)[]) sum[key] += tally[key]
  }
  return sum
}
