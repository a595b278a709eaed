// A bank of a process of its own: what it costs is on another event loop and the same for both sides.
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { BankFiles, BankReady } from './start-bank.ts'

/** Answers by the beginning of the path; `slow` ones after 100 ms. */
const answers: readonly { readonly path: string; readonly delayMs?: number; answer(count: number): unknown }[] = [
  {
    path: '/rp/v6.0/auth',
    answer: (count) => ({
      orderRef: `131daac9-16c6-4618-beb0-${String(count).padStart(12, '0')}`,
      autoStartToken: '7c40b5c9-fa74-49cf-b98c-bfe651f9a7c6',
      qrStartToken: '67df3917-fa0d-44e5-b327-edcc928297f8',
      qrStartSecret: 'd28db9a7-4cde-429e-a983-359be676944c',
    }),
  },
  {
    path: '/rp/v6.0/collect',
    answer: () => ({
      orderRef: '131daac9-16c6-4618-beb0-365768f37288',
      status: 'pending',
      hintCode: 'outstandingTransaction',
    }),
  },
  {
    path: '/v3/accounts',
    delayMs: 100,
    answer: () => ({
      accounts: [
        {
          resourceId: '450ffbb8-9f11-4ec6-a1e1-df48aefc82ef',
          iban: 'NL69INGB0123456789',
          name: 'Mr A van Dijk',
          currency: 'EUR',
          product: 'Current account',
        },
      ],
    }),
  },
  {
    path: '/',
    answer: () => ({
      transactionStatus: 'RCVD',
      paymentId: '2d0a4c1e-8f3b-4a56-9a1e-5d6f3c1b7e21',
      tppMessages: [],
      _links: { scaRedirect: 'https://bank.example/payment/2d0a4c1e', self: '/v1/payments/2d0a4c1e' },
    }),
  },
]

process.once('message', ({ certificate, key, clientCa }: BankFiles) => {
  let count = 0
  const server = createServer(
    {
      cert: certificate,
      key,
      ca: [...clientCa],
      requestCert: true,
      rejectUnauthorized: true,
      keepAliveTimeout: 120_000,
    },
    (request, response) => {
      request.resume()
      request.once('end', () => {
        count += 1
        const found = answers.find(({ path }) => request.url?.startsWith(path))
        const body = JSON.stringify(found?.answer(count))
        const send = (): void => {
          response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
          response.end(body)
        }
        if (found?.delayMs === undefined) send()
        else setTimeout(send, found.delayMs)
      })
    },
  )
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.send?.({ origin: `https://127.0.0.1:${port}` } satisfies BankReady)
  })
})
// The bench is over, or died.
process.once('disconnect', () => process.exit())
