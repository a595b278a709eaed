import { X509Certificate } from 'node:crypto'
import {
  createMemorySessionStore,
  createSessionAccess,
  type Payment,
  type Session,
} from '../../../packages/core/src/index.ts'
import { redirectUrlOf } from '../../../packages/core/src/testing/index.ts'
import { createIngProvider } from '../../../packages/provider-ing/src/index.ts'
import { createHarness, type Harness, REDIRECT_URI } from '../../../packages/simulators/test/ing/ing-harness.ts'
import type { GoodRequest } from './mutant.ts'
import { createDirectServices } from './to-handler.ts'

export interface IngWorld {
  readonly bank: Harness
  /** Good signed requests: HTTP signatures and detached JWS, with and without bodies, queries and tokens. */
  readonly good: readonly GoodRequest[]
}

const single = {
  kind: 'single',
  amount: { amount: '12.34', currency: 'EUR' },
  creditor: { name: 'Bakker BV', iban: 'NL20INGB0001234567' },
  remittanceInformation: 'Invoice 17',
  endToEndId: 'E2E-17',
} as const satisfies Payment

const ctx = { psu: { ipAddress: '192.0.2.17' } }

/** What the real provider sends to the simulated ING in a day's work. */
export const openIng = async (): Promise<IngWorld> => {
  const bank = await createHarness()
  const { tpp, clock, ing } = bank
  const client = { certificate: new X509Certificate(tpp.tls.certificate), authorized: true }
  const direct = createDirectServices(ing, () => clock.now(), client)
  const origin = 'https://127.0.0.1:4443'
  const open = (paymentSignature: 'jws' | 'http-signature') =>
    createIngProvider(
      {
        environment: 'sandbox',
        apiUrl: origin,
        authorizeUrl: `${origin}/authorize/v2`,
        clientId: ing.clientId,
        tls: tpp.tls,
        signing: tpp.signing,
        redirectUris: [REDIRECT_URI],
        paymentSignature,
      },
      direct.services,
    )
  const provider = open('http-signature')
  const accessTo = (session: Session) =>
    createSessionAccess({
      session,
      store: createMemorySessionStore(),
      auth: provider.auth,
      clock: direct.services.clock,
    })

  const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri: REDIRECT_URI, country: 'NL' })
  const decided = await bank.control('POST', '/ing/consents', { authorizeUrl: redirectUrlOf(challenge) })
  const { location } = decided.body as { readonly location: string }
  const result = await provider.auth.advance(challenge, { redirectUrl: location })
  if (result.status !== 'complete') throw new Error(`the consent ended as ${result.status}`)
  const access = accessTo(result.session)

  for await (const page of provider.accounts.accounts(access)) {
    for (const account of page.items.slice(0, 2)) {
      await provider.accounts.balances(access, account)
      const query = { dateFrom: '2026-01-05', dateTo: '2026-02-20', pageSize: 10 }
      await provider.accounts.transactions(access, account, query)[Symbol.asyncIterator]().next()
    }
  }
  for (const scheme of ['http-signature', 'jws'] as const) {
    const paying = open(scheme)
    const started = await paying.auth.advance(await paying.auth.start({ purpose: 'payments' }), {})
    if (started.status !== 'complete') throw new Error(started.status)
    const payer = accessTo(started.session)
    const sent = { idempotencyKey: scheme, redirectUri: `${REDIRECT_URI}?order=7` }
    const { ref } = await paying.payments.initiate(payer, single, sent, ctx)
    await paying.payments.status(payer, ref)
  }
  await provider.showcase.signed()
  await provider.showcase.jws()
  await provider.showcase.mtls()
  await provider.registration.me()
  const isSigned = ({ headers }: GoodRequest): boolean =>
    headers.some(([name, value]) => /^(signature|x-jws-signature)$/i.test(name) || /^Signature /.test(value))
  const seen = new Set<string>()
  const good = direct.good.filter((request) => {
    const kind = `${request.name} ${request.headers.map(([name]) => name).join()}`
    const isNew = isSigned(request) && !seen.has(kind)
    seen.add(kind)
    return isNew
  })
  return { bank, good }
}
