import { toInstant } from '@nostro/core'
import { type BundleReport, type CheckFailure, type CheckName, checkNames } from '@nostro/provider-bankid/verification'
import type { Terminal } from '../terminal.ts'
import { harmless, indentLines } from './harmless.ts'
import { renderTable } from './render-table.ts'

const meanings: Readonly<Record<CheckName, string>> = {
  container: 'strict base64 of UTF-8, not too large',
  xml: 'no more of XML than BankID writes',
  shape: 'every part once, at its place',
  algorithms: 'RSA with SHA-256, canonical XML',
  digests: 'nothing was changed after signing',
  chain: 'certificates up to the trusted root, valid when it was signed',
  signature: 'by the person’s key, whose usage fits',
  content: 'the text that was ordered, by this person, for this organisation',
  ocsp: 'the certificate was good, said of this very signature',
  policy: 'risk and identity document as the order required',
  bundle: 'what the file says of itself',
}

/** The checks in their order; those after one that failed were not made. */
export const renderChecks = (failure: CheckFailure | undefined, terminal: Terminal): string => {
  const names: readonly CheckName[] = failure?.check === 'bundle' ? [...checkNames, 'bundle'] : checkNames
  const failed = failure === undefined ? names.length : names.indexOf(failure.check)
  const mark = (index: number): string => {
    if (index > failed) return '–'
    return index < failed ? terminal.style('green', '✓') : terminal.style('red', '✗')
  }
  return renderTable(
    names.map((name, index) => ({ name, step: `${index + 1}`, mark: mark(index) })),
    [
      { title: '', value: (row) => row.mark },
      { title: 'Step', align: 'right', value: ({ step }) => step },
      { title: 'Check', value: ({ name }) => name },
      { title: 'Means', priority: 1, value: ({ name }) => meanings[name] },
    ],
    terminal,
  )
}

const hidden = 'hidden (--show-person)'

/** What verified evidence proves; who signed, and what, only when that is asked for. */
export const renderEvidence = (report: BundleReport, showPerson: boolean, terminal: Terminal): string => {
  const { person, text, act, environment, rootSha256, displayName, relyingParty, claimed } = report
  const row = (name: string, value: string): string =>
    `${terminal.style('bold', name.padEnd(12))} ${indentLines(harmless(value))}`
  return [
    renderChecks(undefined, terminal),
    '',
    `${terminal.style('green', '✓')} The evidence holds.`,
    row('Act', `${act}, ${toInstant(report.signedAt)}`),
    row('Person', showPerson ? `${person.name}, ${person.personalNumber}` : hidden),
    ...(text === undefined ? [] : [row('Text', showPerson ? text : hidden)]),
    row('For', `${displayName} (${relyingParty})`),
    row('Environment', environment === 'test' ? 'test: it proves nothing about real people' : environment),
    row('Root', rootSha256),
    '',
    'Not proven, only said by the file:',
    row('Operation', claimed.operation),
    row('Kept since', toInstant(claimed.verifiedAt)),
  ].join('\n')
}
