import { type SessionAccess, type Transport, toRequest } from '@nostro/core'
import { z } from 'zod'
import { type Call, readAnswer, readSecrets } from './answers.ts'
import type { Settings } from './options.ts'

const secretsSchema = z.object({ apiKey: z.string() })

interface ClientParts {
  readonly transport: Transport
  readonly settings: Settings
}

/** The bank's endpoints, each typed. */
export const createClient = ({ transport, settings: { apiUrl: origin } }: ClientParts) => ({
  get: async <T>(access: SessionAccess, { route, target, schema, ctx = {} }: Call<T>): Promise<T> => {
    const { apiKey } = readSecrets((await access.get()).secrets, secretsSchema)
    // your bank: how the key travels.
    const request = toRequest({ method: 'GET', origin, target, headers: { 'X-Api-Key': apiKey } })
    const response = await transport.send(request, { ctx, route, idempotent: true })
    return readAnswer(response, schema, { route, now: transport.bankNow() })
  },
})

export type Client = ReturnType<typeof createClient>
