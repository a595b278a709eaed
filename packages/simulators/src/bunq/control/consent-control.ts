import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { Refusal } from '../http/refusal.ts'
import { readAuthorizationRequest } from '../oauth/authorization-request.ts'
import { decide } from '../oauth/grant.ts'
import { type BunqState, runDueJobs } from '../state/bunq-state.ts'
import type { User } from '../state/entities.ts'

const problem = (status: number, error: string): ControlAnswer => ({ status, body: { error } })

/** The named user, or the first with accounts who is not the one that runs the client. */
const findUser = (state: BunqState, clientUserId: number, wanted: unknown): User | undefined =>
  [...state.users.values()].find((user) =>
    wanted === undefined
      ? user.system !== true && user.accountIds.length > 0 && user.id !== clientUserId
      : user.id === Number(wanted),
  )

/** What a browser and the app would do with an authorization URL: gives the redirect. */
const consent = (state: BunqState, { body }: ControlInput): ControlAnswer => {
  const text = String(body['authorizeUrl'])
  if (!URL.canParse(text)) return problem(400, '"authorizeUrl" is no URL')
  const decision = body['decision'] ?? 'approve'
  if (decision !== 'approve' && decision !== 'cancel') return problem(400, '"decision" is "approve" or "cancel"')
  const accounts = Array.isArray(body['accounts']) ? body['accounts'].map(Number) : []
  try {
    const request = readAuthorizationRequest(state, new URL(text).searchParams)
    const user = findUser(state, request.client.userId, body['userId'])
    if (user === undefined) return problem(404, 'no such user; GET /bunq/customers lists them')
    const location = decide(state, request, { approved: decision === 'approve', user, accountIds: accounts })
    return { status: 200, body: { location } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: 400, body: { error: error.message, check: error.rejection.check } }
  }
}

/** `POST /bunq/consents {authorizeUrl, decision?, userId?, accounts?}` gives `{location}`. */
export const consentControl = (state: () => BunqState): readonly ControlRoute[] => [
  {
    method: 'POST',
    pattern: /^\/bunq\/consents$/,
    handle: (input) => {
      runDueJobs(state())
      return consent(state(), input)
    },
  },
]
