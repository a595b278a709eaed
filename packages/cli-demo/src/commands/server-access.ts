import { NostroError } from '@nostro/core'
import { createServerAccess, isScope, scopes, verifyAudit } from '@nostro/server'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { openServerParts } from './open-server-parts.ts'

interface AccessOptions {
  readonly config?: string
  readonly json?: boolean
}

export interface TokenOptions extends AccessOptions {
  readonly scopes: string
  readonly name: string
  readonly days?: number
}

export interface LinkOptions extends AccessOptions {
  readonly url: string
}

/** Prints a new API token. Any user who can read the state folder can do this, as with every command. */
export const tokenNew = async (options: TokenOptions, terminal: Terminal): Promise<ExitCode> => {
  const wanted = options.scopes.split(',').map((scope) => scope.trim())
  const unknown = wanted.find((scope) => !isScope(scope))
  if (unknown !== undefined) {
    throw new NostroError({
      code: 'invalid_config',
      message: `There is no scope “${unknown.slice(0, 30)}”.`,
      hint: `Choose from: ${scopes.join(', ')}.`,
    })
  }
  const parts = await openServerParts(options, terminal)
  try {
    const { tokens, audit } = await createServerAccess(parts.opened.ledger.store, parts.services)
    const { token, view } = await tokens.create({
      name: options.name,
      scopes: wanted.filter(isScope),
      days: options.days,
    })
    await audit.record({ actor: 'command', via: 'command', action: 'token.create', target: view.id, outcome: 'done' })
    terminal.out(options.json === true ? jsonText({ token, ...view }) : token)
    return exitCode.ok
  } finally {
    await parts.close()
  }
}

/** Prints a link by which a browser signs in once. */
export const loginLink = async (options: LinkOptions, terminal: Terminal): Promise<ExitCode> => {
  const parts = await openServerParts(options, terminal)
  try {
    const { sessions } = await createServerAccess(parts.opened.ledger.store, parts.services)
    terminal.out(plain`${options.url.replace(/\/+$/, '')}/#login=${await sessions.createLink()}`)
    return exitCode.ok
  } finally {
    await parts.close()
  }
}

/** Walks the chain of the audit; exit code 1 when a line was changed or is missing. */
export const auditVerify = async (options: AccessOptions, terminal: Terminal): Promise<ExitCode> => {
  const parts = await openServerParts(options, terminal)
  try {
    const { store } = parts.opened.ledger
    await createServerAccess(store, parts.services)
    const verdict = await verifyAudit(store)
    const text = verdict.holds
      ? `The audit holds: ${verdict.lines} lines.`
      : `The audit is broken at line ${verdict.brokenAt}: ${verdict.reason}`
    terminal.out(options.json === true ? jsonText(verdict) : text)
    return verdict.holds ? exitCode.ok : exitCode.failed
  } finally {
    await parts.close()
  }
}
