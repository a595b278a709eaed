/** What a figure should be. `difference` is ours minus the other side, `ours` our side alone, in the row's unit. */
export interface Aim {
  readonly of: 'ratio' | 'difference' | 'ours'
  readonly bound: 'at least' | 'at most'
  readonly value: number
}

/** One line of the table: the same work done by Nostro and by the bare parts, in the same run. */
export interface Row {
  readonly name: string
  /** Of both sides: `signatures/s`, `ms`, `MiB`. */
  readonly unit: string
  readonly ours: number
  readonly other: number
  /** What the other side is. */
  readonly otherSide: string
  /** Ours by the other. Where rounds were paired, the median of their ratios, which noise moves less. */
  readonly ratio: number
  /** Absent for figures that are reported and not judged. */
  readonly aim?: Aim | undefined
}

export const isMet = ({ ours, other, ratio, aim }: Row): boolean | undefined => {
  if (aim === undefined) return undefined
  const figure = { ratio, ours, difference: ours - other }[aim.of]
  return aim.bound === 'at least' ? figure >= aim.value : figure <= aim.value
}
