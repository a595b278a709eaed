import { isDeepStrictEqual } from 'node:util'
import { NostroError } from '@nostro/core'
import type { MadeSignature } from '../services/kit-services.ts'
import { type Check, CheckFailure, NotProvableHere, verify } from './check.ts'
import type { CheckContext } from './check-context.ts'
import { readUnder } from './error-checks.ts'
import { openPaying } from './payment-checks.ts'

const source = 'core/contracts/request-signer.ts RequestSigner'

/** Signatures of a normal day. @throws NotProvableHere where nothing is signed */
const signaturesOf = async (context: CheckContext): Promise<readonly MadeSignature[]> => {
  const connected = await context.connect()
  if (connected.provider.accounts !== undefined) await context.account(connected)
  return someOf(context)
}

const someOf = ({ kit }: CheckContext): readonly MadeSignature[] => {
  if (kit.signatures.length === 0) throw new NotProvableHere('This bank wants no signatures.')
  return kit.signatures
}

const inputOf = async ({ signer, request, context }: MadeSignature): Promise<Buffer> =>
  Buffer.from((await signer.explain(request, context)).signingInput)

export const signingChecks: readonly Check[] = [
  {
    id: 'signing.explains',
    area: 'signing',
    title: 'An explanation has the headers that the signature has.',
    why: 'Who looks for a difference must look at what is sent.',
    source: 'core/contracts/request-signer.ts RequestSigner.explain',
    needs: [],
    run: async (context) => {
      for (const made of await signaturesOf(context)) {
        const { headers, signingInput } = await made.signer.explain(made.request, made.context)
        const names = (all: object): string => Object.keys(all).toSorted().join()
        verify(names(headers) === names(made.headers), `${names(made.headers)} is explained as ${names(headers)}.`)
        verify(signingInput.length > 0, 'The explanation has no signing input.')
      }
    },
  },
  {
    id: 'signing.same-input',
    area: 'signing',
    title: 'The same request at the same time has the same signing input.',
    why: 'Else nobody can find out what was signed.',
    source,
    needs: [],
    run: async (context) => {
      for (const made of await signaturesOf(context)) {
        verify((await inputOf(made)).equals(await inputOf(made)), 'The signing input changes from look to look.')
      }
    },
  },
  {
    id: 'signing.body-counts',
    area: 'signing',
    title: 'Another body has another signing input.',
    why: 'A signature that does not cover the body protects nothing.',
    source,
    needs: [],
    run: async (context) => {
      const { payments, manifest } = context.open()
      if (context.bank.pay !== undefined && payments !== undefined && manifest.paymentKinds.length > 0) {
        const { next, send } = await openPaying(context)
        await send(await next())
      } else await signaturesOf(context)
      const withBody = someOf(context).find(({ request }) => (request.body?.length ?? 0) > 0)
      if (withBody === undefined) throw new NotProvableHere('No signed request has a body.')
      const body = Buffer.concat([withBody.request.body ?? Buffer.of(), Buffer.from(' ')])
      const changed = { ...withBody, request: { ...withBody.request, body } }
      verify(!(await inputOf(withBody)).equals(await inputOf(changed)), 'A changed body has the same signing input.')
    },
  },
  {
    id: 'signing.leaves-the-request',
    area: 'signing',
    title: 'Signing leaves the request as it was.',
    why: 'What is sent must be what was signed.',
    source,
    needs: [],
    run: async (context) => {
      for (const { signer, request, context: at } of await signaturesOf(context)) {
        const before = { ...request, headers: { ...request.headers } }
        await signer.sign(request, at)
        verify(isDeepStrictEqual(before, { ...request, headers: { ...request.headers } }), 'The request was changed.')
      }
    },
  },
  {
    id: 'signing.key-failure',
    area: 'signing',
    title: 'A key that fails is an error in words, and nothing is sent.',
    why: 'Keys live in other machines, which fail.',
    source: 'core/contracts/signing-key.ts SigningKey.sign',
    needs: ['failing-key'],
    run: async (context) => {
      const { bank, kit, requests } = context
      const provider = bank.withFailingKey?.(kit.services())
      if (provider === undefined) throw new CheckFailure('The harness made no provider.')
      await new Promise((resolve) => setImmediate(resolve))
      const before = requests()
      const outcome = await context.connect(provider).then(
        async (connected) => context.account(connected),
        (error: unknown) => error,
      )
      const failed = await Promise.resolve(outcome).catch((error: unknown) => error)
      await provider.close()
      verify(NostroError.isInstance(failed), `A failing key ended with ${String(failed)}`)
      verify(requests() === before, 'A request was sent though its signature could not be made.')
    },
  },
  {
    id: 'signing.forged-answer',
    area: 'signing',
    title: 'An answer whose signature does not hold is verification_failed and is not read.',
    why: 'It is not the bank’s.',
    source: 'core/contracts/response-verifier.ts ResponseVerifier.verify',
    needs: ['accounts', 'fault:forged'],
    run: async (context) => {
      const error = await readUnder(context, { kind: 'forged' })
      const code = NostroError.isInstance(error) ? error.code : String(error ?? 'an answer')
      verify(code === 'verification_failed', `A forged answer ended as ${code}.`)
    },
  },
]
