import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { NostroError, toInstant } from '@nostro/core'
import {
  type BundleReport,
  type BundleTrust,
  type CheckFailure,
  failedCheckOf,
  verifyEvidenceBundle,
} from '@nostro/provider-bankid/verification'
import { clockOf } from '../clock-of.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText } from '../render/harmless.ts'
import { errorToJson } from '../render/render-error.ts'
import { renderChecks, renderEvidence } from '../render/render-evidence.ts'
import type { Terminal } from '../terminal.ts'

export interface BankIdVerifyOptions {
  readonly args: readonly string[]
  /** File with the trusted root, PEM, instead of BankID's own. */
  readonly root?: string
  readonly environment?: 'test' | 'production'
  readonly showPerson?: boolean
  readonly json?: boolean
}

/** Verifies an evidence bundle again, offline: every check, and what the evidence proves. */
export const bankIdVerify = async (options: BankIdVerifyOptions, terminal: Terminal): Promise<ExitCode> => {
  const { root, environment, showPerson = false, json = false } = options
  const bundle = readJson(options.args[0] ?? '', terminal)
  const trust: BundleTrust = {
    now: clockOf(terminal).now(),
    environment,
    roots: root === undefined ? undefined : [readFile(root, terminal)],
  }
  try {
    const report = verifyEvidenceBundle(bundle, trust)
    terminal.out(json ? jsonText(toJson(report, showPerson)) : renderEvidence(report, showPerson, terminal))
    return exitCode.ok
  } catch (error) {
    const failure = failedCheckOf(error)
    if (failure === undefined) throw error
    const fault = toFault(failure, bundle, options)
    if (!json) {
      terminal.out(renderChecks(failure, terminal))
      throw fault
    }
    terminal.out(jsonText({ ok: false, check: failure.check, error: errorToJson(fault) }))
    return exitCode.failed
  }
}

const readFile = (path: string, { cwd }: Terminal): string => {
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch {
    throw new NostroError({
      code: 'invalid_config',
      message: `${path} cannot be read.`,
      hint: 'Check the path and who may read the file.',
    })
  }
}

const readJson = (path: string, terminal: Terminal): unknown => {
  const text = readFile(path, terminal)
  try {
    return JSON.parse(text)
  } catch {
    throw new NostroError({
      code: 'invalid_request',
      message: `${path} is not JSON: it is no evidence bundle, or a part of it is missing.`,
      hint: 'Give the file that “nostro bankid auth --evidence” or `exportEvidence` wrote, whole and unedited.',
    })
  }
}

/** The failure, with the next step that fits how the command was called. */
const toFault = (failure: CheckFailure, bundle: unknown, options: BankIdVerifyOptions): NostroError =>
  new NostroError({
    code: 'verification_failed',
    provider: 'bankid',
    message: `the evidence fails the check “${failure.check}”: ${failure.detail}.`,
    hint: failure.check === 'chain' ? chainHint(bundle, options) : 'Do not rely on this file. Ask for another copy.',
    cause: failure,
  })

const chainHint = (bundle: unknown, { root, environment }: BankIdVerifyOptions): string => {
  const saysTest = typeof bundle === 'object' && bundle !== null && Reflect.get(bundle, 'environment') === 'test'
  if (saysTest && root === undefined && environment !== 'test') {
    return 'It was made in the test environment and proves nothing about real people. To verify it as such: --environment test.'
  }
  return 'Do not rely on this file, unless it comes from a simulator: then give the simulator’s root with --root FILE.'
}

const toJson = (report: BundleReport, showPerson: boolean): object => {
  const { person, text, hidden, signedAt, claimed, ...rest } = report
  const personal = {
    person,
    text,
    hidden: hidden === undefined ? undefined : Buffer.from(hidden).toString('base64'),
  }
  return {
    ok: true,
    ...rest,
    signedAt: toInstant(signedAt),
    claimed: {
      operation: claimed.operation,
      startedAt: toInstant(claimed.startedAt),
      completedAt: toInstant(claimed.completedAt),
      verifiedAt: toInstant(claimed.verifiedAt),
    },
    ...(showPerson ? personal : {}),
  }
}
