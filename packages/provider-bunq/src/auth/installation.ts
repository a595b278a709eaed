import { type BankResponse, type CallContext, parseJson, type ResponseVerifier } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { endpoints } from '../api/endpoints.ts'
import { readEntry } from '../api/envelope.ts'
import type { InstalledContext } from '../session/context.ts'
import { createResponseVerifier, isSignatureDue, serverSignatureHeader } from '../signing/response-verifier.ts'

const idSchema = z.object({ id: z.number() })
const tokenSchema = z.object({ token: z.string().min(1) })
const serverKeySchema = z.object({ server_public_key: z.string() })

/** Registers the public half of a key pair: gives the token and the key that answers are verified with from now on. */
export const createInstallation = async (
  caller: Caller,
  keyPair: InstalledContext['keyPair'],
  ctx: CallContext | undefined,
): Promise<InstalledContext> => {
  const response = await caller.anonymous(endpoints.createInstallation, {
    ctx,
    body: { client_public_key: keyPair.publicKey },
    verifier: ownKeyVerifier,
  })
  const read = <T>(type: string, schema: z.ZodType<T>): T => readEntry(response, type, schema, 'the installation')
  const serverPublicKey = read('ServerPublicKey', serverKeySchema).server_public_key
  const installation = { id: String(read('Id', idSchema).id), token: read('Token', tokenSchema).token, serverPublicKey }
  createResponseVerifier(serverPublicKey)
  return { keyPair, installation }
}

/**
 * The one answer that brings its own key: TLS vouches for it. A signature that is there must still fit, or the answer
 * was changed on its way.
 */
const ownKeyVerifier: ResponseVerifier = {
  verify: async (response, request) => {
    if (!isSignatureDue(response.status) || response.headers[serverSignatureHeader] === undefined) return
    const key = serverKeyIn(response)
    if (key !== undefined) await createResponseVerifier(key).verify(response, request)
  },
}

const responseSchema = z.object({ Response: z.array(z.object({ ServerPublicKey: serverKeySchema.optional() })) })

const serverKeyIn = (response: BankResponse): string | undefined => {
  const parsed = responseSchema.safeParse(parseJson(response.body))
  return parsed.data?.Response.find(({ ServerPublicKey }) => ServerPublicKey !== undefined)?.ServerPublicKey
    ?.server_public_key
}
