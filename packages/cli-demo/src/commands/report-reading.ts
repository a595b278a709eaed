import { type Account, maskIban, type PageProblem } from '@nostro/core'
import { type ExitCode, exitCode, exitCodeOfErrors } from '../exit-code.ts'
import { oneLine, plain } from '../render/harmless.ts'
import { errorToJson, renderError } from '../render/render-error.ts'
import type { Terminal } from '../terminal.ts'
import type { Reading, ReadProblem } from './read-accounts.ts'

/** Faults and unreadable entries for `--json`: both stand under `errors`. */
export const errorsToJson = ({ faults, problems }: Reading<unknown>): readonly object[] => [
  ...faults.map(({ error, account, ...place }) => ({ ...place, account: account?.id, ...errorToJson(error) })),
  ...problems.map(({ problem, account, ...place }) => ({
    ...place,
    account: account?.id,
    ...problemToJson(problem),
  })),
]

export const problemToJson = (problem: PageProblem) => ({
  code: problem.field === undefined ? 'unreadable_entry' : 'unreadable_field',
  ...problem,
})

/** The same for people: every fault, and how many entries of which account could not be read, with the reasons. */
export const printFaults = ({ faults, problems }: Reading<unknown>, terminal: Terminal): void => {
  for (const { error, account, bank } of faults) {
    if (account !== undefined) terminal.err(plain`${bank}, ${nameOf(account)}:`)
    terminal.err(renderError(error, terminal))
  }
  for (const [place, found] of groupBy(problems)) {
    printProblems(
      place,
      found.map(({ problem }) => problem),
      terminal,
    )
  }
}

/** How many entries of a list could not be read, with the reasons. */
export const printProblems = (place: string, problems: readonly PageProblem[], terminal: Terminal): void => {
  if (problems.length === 0) return
  const entries = problems.filter(({ field }) => field === undefined).length
  const fields = problems.length - entries
  const counts = [
    ...(entries > 0 ? [`${entries} ${entries === 1 ? 'entry' : 'entries'} could not be read`] : []),
    ...(fields > 0 ? [`${fields} ${fields === 1 ? 'field was' : 'fields were'} left out`] : []),
  ]
  terminal.err(plain`${terminal.style('yellow', 'Incomplete:')} ${place}: ${counts.join(', ')}.`)
  for (const { message } of problems.slice(0, 5)) terminal.err(plain`  ${oneLine(message)}`)
  if (problems.length > 5) terminal.err(plain`  … and ${problems.length - 5} more; --json names them all.`)
}

const groupBy = (problems: readonly ReadProblem[]): ReadonlyMap<string, readonly ReadProblem[]> => {
  const groups = new Map<string, ReadProblem[]>()
  for (const problem of problems) groups.set(placeOf(problem), [...(groups.get(placeOf(problem)) ?? []), problem])
  return groups
}

const placeOf = ({ bank, account }: ReadProblem): string =>
  account === undefined ? `${bank}, list of accounts` : `${bank}, ${nameOf(account)}`

const nameOf = ({ name, product, iban, id }: Account): string =>
  oneLine(name ?? product ?? (iban === undefined ? id : maskIban(iban)))

/** 3 when something could not be read, however small. */
export const exitCodeOfReading = ({ faults, problems, done }: Reading<unknown>): ExitCode => {
  const code = exitCodeOfErrors(done, faults)
  return code === exitCode.ok && problems.length > 0 ? exitCode.partly : code
}
