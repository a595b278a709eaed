import type { CallContext, SigningKey } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { endpoints } from '../api/endpoints.ts'
import { readEntry } from '../api/envelope.ts'
import type { InstalledContext } from '../session/context.ts'

const credentialSchema = z.object({ id: z.number(), token_value: z.string().min(1) })

/** The eIDAS certificate of a licensed third party, its chain and its key. */
export interface Psd2Certificate {
  /** The QSealC, PEM. */
  readonly certificate: string
  /** Intermediate and root, PEM, one behind the other. In the sandbox the certificate itself will do. */
  readonly chain: string
  /** The key of the certificate, which stays where it is. */
  readonly key: SigningKey
}

/**
 * What the QSealC's key signs: the installed public key without trailing white space, one line feed, the installation's
 * token, and no line end behind it.
 */
export const toCredentialSigningInput = ({ keyPair, installation }: InstalledContext): Uint8Array =>
  new TextEncoder().encode(`${keyPair.publicKey.trimEnd()}\n${installation.token}`)

/** Registers a third party by its certificate; the same one again gives the same user. Gives the secret, for one hour. */
export const createCredential = async (
  caller: Caller,
  context: InstalledContext,
  { certificate, chain, key }: Psd2Certificate,
  ctx: CallContext | undefined,
): Promise<string> => {
  const signature = await key.sign('rsa-sha256', toCredentialSigningInput(context))
  const response = await caller.installed(endpoints.createPsd2Credential, context, {
    ctx,
    body: {
      client_payment_service_provider_certificate: certificate,
      client_payment_service_provider_certificate_chain: chain,
      client_public_key_signature: Buffer.from(signature).toString('base64'),
    },
  })
  return readEntry(response, 'CredentialPasswordIp', credentialSchema, 'the PSD2 credential').token_value
}
