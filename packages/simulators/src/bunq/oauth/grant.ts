import { refusal } from '../http/refusal.ts'
import type { BunqState } from '../state/bunq-state.ts'
import type { User } from '../state/entities.ts'
import { payOrders } from '../state/payment-orders.ts'
import type { ProviderDraft } from '../state/records.ts'
import { type AuthorizationRequest, redirectTo } from './authorization-request.ts'

export interface Decision {
  readonly approved: boolean
  readonly user: User
  /** The accounts to share; all of the user's when empty. */
  readonly accountIds: readonly number[]
}

/** The drafts of the client's provider that wait for this user: the page shows them all. */
export const waitingDrafts = (state: BunqState, request: AuthorizationRequest, user: User): readonly ProviderDraft[] =>
  state.records.providerDrafts.filter(
    (draft) =>
      draft.userId === request.client.userId &&
      draft.status === 'PENDING' &&
      state.accountsByIban.get(draft.senderIban)?.ownerIds.includes(user.id) === true,
  )

/** The user's word in the app: a code for the client, and the waiting drafts paid or rejected. Gives the redirect. */
export const decide = (state: BunqState, request: AuthorizationRequest, decision: Decision): string => {
  const { user, approved } = decision
  const drafts = waitingDrafts(state, request, user)
  if (!approved) {
    for (const draft of drafts) draft.status = 'REJECTED'
    return redirectTo(request, { error: 'access_denied', error_description: 'The user denied the request.' })
  }
  const foreign = decision.accountIds.find((id) => !user.accountIds.includes(id))
  if (foreign !== undefined) {
    throw refusal(40, 400, 'The authorization request is invalid.', 'the account is not of this user', {
      received: String(foreign),
    })
  }
  for (const draft of drafts) {
    const account = state.accountsByIban.get(draft.senderIban)
    if (account === undefined) continue
    payOrders(state, account, [draft.order])
    draft.status = 'ACCEPTED'
    draft.updated = state.now()
  }
  const code = state.token()
  state.records.oauthCodes.set(code, {
    code,
    created: state.now(),
    client: request.client,
    redirectUri: request.redirectUri,
    state: request.state,
    userId: user.id,
    accountIds: decision.accountIds,
    used: false,
  })
  return redirectTo(request, { code })
}
