import {
  type CallContext,
  type Challenge,
  type ChallengeAnswer,
  type Clock,
  type Connection,
  type Connections,
  type ConnectRequest,
  NostroError,
  type PendingConnection,
} from '@nostro/core'

/** What the person does at a challenge: visits a page, approves in an app, types something in. */
export type Respond = (challenge: Challenge) => Promise<ChallengeAnswer>

export interface RunConnectParts {
  readonly respond: Respond
  readonly clock: Clock
  readonly ctx: CallContext
}

/**
 * From a pending connection to a kept one: answers each new challenge once, then asks the bank in its own rhythm.
 * @throws NostroError `user_cancelled`, `consent_required`, `customer_mismatch`
 */
export const runConnect = async (
  connections: Connections,
  started: PendingConnection,
  { respond, clock, ctx }: RunConnectParts,
): Promise<Connection> => {
  let pending = started
  let answer = await respond(pending.challenge)
  for (;;) {
    const result = await connections.advance(pending, answer, ctx)
    if (result.status === 'connected') return result.connection
    if (result.status === 'failed') throw ended(result)
    const isNew = result.pending.challenge.id !== pending.challenge.id
    pending = result.pending
    answer = isNew ? await respond(pending.challenge) : {}
    await clock.sleep(pending.challenge.pollAfterMs ?? 0, ctx.signal)
  }
}

/** The connection of a bank, made with the customer's help when there is none yet. */
export const connectOnce = async (
  connections: Connections,
  {
    instance,
    request = {},
    ...parts
  }: RunConnectParts & { readonly instance: string; readonly request?: ConnectRequest },
): Promise<Connection> => {
  const [kept] = await connections.list({ instance })
  return kept ?? runConnect(connections, await connections.start(instance, request, parts.ctx), parts)
}

const ended = ({
  code,
  reason,
  message,
}: {
  readonly code: string
  readonly reason?: string | undefined
  readonly message?: Readonly<Record<string, string>> | undefined
}): NostroError =>
  new NostroError({
    code:
      code === 'user_cancelled' ? 'user_cancelled' : code === 'unavailable' ? 'bank_unavailable' : 'consent_required',
    message:
      message?.['en'] ?? `The authentication ended without a session${reason === undefined ? '' : ` (${reason})`}.`,
    hint: 'Start again when you are ready.',
  })
