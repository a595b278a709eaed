import { constants, createPrivateKey, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto'
import { type OutgoingRequest, type RequestSigner, toJsonRequest } from '@nostro/core'
import { createSigningKey, generateRsaKeyPair } from '@nostro/core/node'
import { createBodySigner } from '@nostro/provider-bunq'
import { createDetachedJwsSigner, createHttpSignatureSigner } from '@nostro/provider-ing'
import type { Bench } from '../bench.ts'
import type { Row } from '../row.ts'
import { ratePerSecond } from '../support/in-flight.ts'
import { interleave } from '../support/interleave.ts'
import { paymentBody } from '../support/payment-body.ts'

interface Scheme {
  readonly name: string
  readonly signer: RequestSigner
  /** What the bare side gives to `node:crypto` beside the key. */
  readonly parameters: Omit<SignKeyObjectInput, 'key'>
}

/** As many as the thread pool of Node has threads. */
const width = 4

const pkcs1 = { padding: constants.RSA_PKCS1_PADDING }
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }

/** Signatures of requests with RSA-2048, against the same primitive over the same bytes and nothing around it. */
export const signing: Bench = {
  name: 'signing',
  run: async ({ quick, progress }) => {
    const { privateKey } = await generateRsaKeyPair()
    const [key, bareKey] = [createSigningKey(privateKey), createPrivateKey(privateKey)]
    const certificateSha256 = new Uint8Array(32)
    const keyId = '5ca1ab1e-c0ca-c01a-cafe-154deadbea75'
    const schemes: readonly Scheme[] = [
      {
        name: 'ING, HTTP signature (rsa-sha256)',
        signer: createHttpSignatureSigner({ key, keyId: () => keyId, placement: 'signature' }),
        parameters: pkcs1,
      },
      {
        name: 'ING, detached JWS (PS256)',
        signer: createDetachedJwsSigner({ key, certificateSha256 }),
        parameters: pss,
      },
      { name: 'bunq, signed body (rsa-sha256)', signer: createBodySigner(key), parameters: pkcs1 },
    ]
    const rows: Row[] = []
    for (const scheme of schemes) {
      progress(`signing: ${scheme.name}`)
      rows.push(await compare(scheme, bareKey, quick ? { count: 20, rounds: 1 } : { count: 600, rounds: 21 }))
    }
    return rows
  },
}

const compare = async (
  { name, signer, parameters }: Scheme,
  key: KeyObject,
  { count, rounds }: { readonly count: number; readonly rounds: number },
): Promise<Row> => {
  const request: OutgoingRequest = toJsonRequest(
    {
      method: 'POST',
      origin: 'https://bank.example',
      target: '/v1/payments/sepa-credit-transfers',
      headers: { 'X-Request-ID': '4fd2b3a8-6f8e-4c4f-9f0e-1f4a6a3f7f11' },
    },
    paymentBody,
  )
  const now = 1_700_000_000_000
  const { signingInput } = await signer.explain(request, { now })
  const bare = (): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      sign('sha256', signingInput, { key, ...parameters }, (error, signature) => {
        if (error === null) resolve(signature)
        else reject(error)
      })
    })
  const compared = await interleave(
    rounds,
    () => ratePerSecond(count, width, () => signer.sign(request, { now })),
    () => ratePerSecond(count, width, bare),
  )
  return {
    name: `Signatures: ${name}`,
    unit: 'signatures/s',
    ...compared,
    otherSide: 'node:crypto, the same primitive, four in flight',
    aim: { of: 'ratio', bound: 'at least', value: 0.95 },
  }
}
