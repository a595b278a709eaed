import { type CallContext, type EventSubscription, NostroError } from '@nostro/core'
import { z } from 'zod'
import { type BunqClient, type Entry, listComplete } from '../api/client.ts'
import { type Endpoint, endpoints } from '../api/endpoints.ts'

const filterSchema = z.object({
  id: z.union([z.number(), z.string()]).nullish(),
  category: z.string(),
  notification_target: z.string().nullish(),
})

/** More than two addresses for a category are refused. */
const mostPerCategory = 2

/** @throws NostroError `invalid_request` before anything is sent */
export const checkSubscriptions = (wanted: readonly EventSubscription[]): void => {
  for (const [index, { category, url }] of wanted.entries()) {
    if (!isTarget(url))
      throw refusal(`subscriptions[${index}].url is not an https URL`, 'bunq delivers over https only.')
    if (!/^[A-Z_]+$/.test(category)) {
      throw refusal(`subscriptions[${index}].category is not one of bunq’s words`, 'Use a word such as MUTATION.')
    }
    if (wanted.filter((other) => other.category === category).length > mostPerCategory) {
      throw refusal(`${category} has more than ${mostPerCategory} URLs`, 'bunq allows two for a category.')
    }
  }
}

/** Plain http is let pass to this machine alone: a simulator delivers there, and bunq itself refuses it. */
const isTarget = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
}

/** All of them or an error: they are replaced as a whole, so one that was not seen would be lost. */
export const listFilters = (
  client: BunqClient,
  accountId: string | undefined,
  ctx: CallContext | undefined,
): Promise<readonly EventSubscription[]> =>
  listComplete(
    client,
    accountId === undefined ? endpoints.listUserFilters : endpoints.listAccountFilters,
    { ctx, query: {}, params: accountId === undefined ? {} : { accountId } },
    { schema: filterSchema, map: toSubscription },
  )

/** Replaces the whole set; an empty list clears it. */
export const replaceFilters = async (
  client: BunqClient,
  wanted: readonly EventSubscription[],
  accountId: string | undefined,
  ctx: CallContext | undefined,
): Promise<readonly EventSubscription[]> => {
  checkSubscriptions(wanted)
  const endpoint: Endpoint = accountId === undefined ? endpoints.replaceUserFilters : endpoints.replaceAccountFilters
  const body = {
    notification_filters: wanted.map(({ category, url }) => ({ category, notification_target: url })),
  }
  await client.send(endpoint, { ctx, body, params: accountId === undefined ? {} : { accountId } })
  // One document says that the answer is the list, another that it is an id: reading it again holds for both.
  return listFilters(client, accountId, ctx)
}

const toSubscription = ({ wire: { id, category, notification_target: url } }: Entry<z.infer<typeof filterSchema>>) => ({
  category,
  url: url ?? '',
  id: id == null ? undefined : String(id),
})

const refusal = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'bunq', message: `${message}. Nothing was sent.`, hint })
