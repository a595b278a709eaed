import { createHash } from 'node:crypto'
import { NostroError, type RequestSigner, type ResponseVerifier, type SigningKey } from '@nostro/core'
import { createSigningKey } from '@nostro/core/node/provider'
import { createBodySigner } from '../signing/body-signer.ts'
import { createResponseVerifier } from '../signing/response-verifier.ts'
import type { InstalledContext } from './context.ts'

/** What an installation signs and verifies with. */
export interface Keys {
  /** Tells installations apart in budgets; says nothing about the token. */
  readonly id: string
  readonly signer: RequestSigner
  readonly verifier: ResponseVerifier
}

/** Keys decoded once for each installation in use. */
export interface Keyring {
  of(context: InstalledContext): Keys
}

const maxKept = 1_000

export const createKeyring = (ownKey?: SigningKey): Keyring => {
  const kept = new Map<string, Keys>()
  return {
    of: (context) => {
      const id = createHash('sha256').update(context.installation.token).digest('base64url').slice(0, 16)
      const found = kept.get(id)
      if (found !== undefined) return found
      const made: Keys = {
        id,
        signer: createBodySigner(signingKeyOf(context, ownKey)),
        verifier: createResponseVerifier(context.installation.serverPublicKey),
      }
      kept.set(id, made)
      const [oldest] = kept.keys()
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
      return made
    },
  }
}

const signingKeyOf = ({ keyPair }: InstalledContext, ownKey: SigningKey | undefined): SigningKey => {
  if (keyPair.privateKey !== null) return createSigningKey(keyPair.privateKey)
  if (ownKey !== undefined && withoutSpace(ownKey.publicKey) === withoutSpace(keyPair.publicKey)) return ownKey
  throw new NostroError({
    code: 'invalid_config',
    provider: 'bunq',
    message: 'The session was made with a key that lives elsewhere, and `keyPair` is not that key.',
    hint: 'Give the same SigningKey in `keyPair`, or connect again.',
  })
}

const withoutSpace = (text: string): string => text.replace(/\s/g, '')
