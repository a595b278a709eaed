import { constants, createHash, createPrivateKey, randomUUID, sign } from 'node:crypto'
import { parseJson, toJsonRequest } from '@nostro/core'
import { createNodeServices, createSigningKey } from '@nostro/core/node'
import { createHttpSignatureSigner } from '@nostro/provider-ing'
import { Pool } from 'undici'
import type { Bench } from '../bench.ts'
import { median, percentile } from '../statistics.ts'
import { alternate } from '../support/alternate.ts'
import { paymentBody } from '../support/payment-body.ts'
import { type Bank, startBank } from '../support/start-bank.ts'

const keyId = '5ca1ab1e-c0ca-c01a-cafe-154deadbea75'
const target = '/v1/payments/sepa-credit-transfers'
const method = 'POST'

/** A payment over mutual TLS with ING's HTTP signature, one call after the other on a connection that stands. */
export const signedCall: Bench = {
  name: 'signed-call',
  run: async ({ quick, progress }) => {
    progress('signed-call: starting the bank')
    const bank = await startBank()
    const [ours, other] = [openOurs(bank), openBare(bank)]
    try {
      progress('signed-call: calling in turns')
      const warmUp = quick ? 5 : 300
      await alternate(warmUp, ours.call, other.call)
      const times = await alternate(quick ? 20 : 4_000, ours.call, other.call)
      const row = (name: string, figure: (values: readonly number[]) => number, aim: number) => {
        const [a, b] = [figure(times.ours), figure(times.other)]
        return {
          name: `A signed call over mutual TLS, ${name}`,
          unit: 'ms',
          ours: a,
          other: b,
          otherSide: 'undici and node:crypto by hand, the same bytes to the same server',
          ratio: a / b,
          aim: { of: 'ratio', bound: 'at most', value: aim },
        } as const
      }
      return [row('median', median, 1.25), row('99th percentile', (values) => percentile(values, 0.99), 1.5)]
    } finally {
      await ours.close()
      await other.close()
      await bank.stop()
    }
  },
}

interface Side {
  call(): Promise<unknown>
  close(): Promise<void>
}

const openOurs = ({ origin, pki }: Bank): Side => {
  const { createTransport } = createNodeServices()
  const transport = createTransport({ provider: 'ing', origins: [origin], identity: pki.ing.tpp.tls, ca: pki.serverCa })
  const key = createSigningKey(pki.ing.tpp.signing.key)
  const signer = createHttpSignatureSigner({ key, keyId: () => keyId, placement: 'signature' })
  return {
    call: async () => {
      const request = toJsonRequest({ method, origin, target, headers: { 'X-Request-ID': randomUUID() } }, paymentBody)
      const response = await transport.send(request, {
        ctx: {},
        route: `${method} ${target}`,
        signer,
        idempotent: false,
      })
      return parseJson(response.body)
    },
    close: () => transport.close(),
  }
}

/** What a program would do that knows nothing else than this one call. */
const openBare = ({ origin, pki }: Bank): Side => {
  const { certificate, key } = pki.ing.tpp.tls
  const pool = new Pool(origin, { connect: { cert: certificate, key, ca: pki.serverCa } })
  const signingKey = createPrivateKey(pki.ing.tpp.signing.key)
  const signature = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { key: signingKey, padding: constants.RSA_PKCS1_PADDING }
      sign('sha256', Buffer.from(text), options, (error, bytes) => {
        if (error === null) resolve(bytes.toString('base64'))
        else reject(error)
      })
    })
  return {
    call: async () => {
      const body = JSON.stringify(paymentBody)
      const date = new Date(performance.timeOrigin + performance.now()).toUTCString()
      const digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`
      const id = randomUUID()
      const lines = `(request-target): post ${target}\ndate: ${date}\ndigest: ${digest}\nx-request-id: ${id}`
      const names = '(request-target) date digest x-request-id'
      const response = await pool.request({
        path: target,
        method,
        headers: {
          'Content-Type': 'application/json',
          'X-Request-ID': id,
          Date: date,
          Digest: digest,
          Signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${names}",signature="${await signature(lines)}"`,
        },
        body,
      })
      return response.body.json()
    },
    close: () => pool.destroy(),
  }
}
