import type { Harness } from './ing-harness.ts'
import type { Draft } from './tpp-requests.ts'

export interface Seen {
  readonly token: string
  readonly current: string
  readonly card: string
}

export const profilesOf = async (bank: Harness) =>
  (
    (await bank.control('GET', '/ing/profiles')).body as {
      items: {
        id: string
        country: string
        accounts: { resourceId: string; maskedPan?: string; currencies: string[] }[]
      }[]
    }
  ).items

/** A customer with a card, who consented: the token, and an account of each kind. */
export const look = async (bank: Harness): Promise<Seen> => {
  const withCard = (await profilesOf(bank)).find(({ accounts }) =>
    accounts.some(({ maskedPan }) => maskedPan !== undefined),
  )
  const { access: token } = await bank.customer({ profile: withCard?.id }, withCard?.country)
  const plain = withCard?.accounts.find(({ maskedPan }) => maskedPan === undefined)
  const card = withCard?.accounts.find(({ maskedPan }) => maskedPan !== undefined)
  return { token, current: plain?.resourceId ?? '', card: card?.resourceId ?? '' }
}

/** A signed reading of whatever `look` found. */
export const get =
  (target: (seen: Seen) => string, change: (draft: Draft) => Draft = (draft) => draft) =>
  async (bank: Harness): Promise<Draft> => {
    const seen = await look(bank)
    return change(bank.http({ method: 'GET', target: target(seen), token: seen.token }))
  }

export const transactions = (query: string) =>
  get(({ current }) => `/v3/accounts/${current}/transactions?currency=EUR&${query}`)
