import { createHash, randomBytes, randomUUID, sign, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { type BerlinGroupHandler, createBerlinGroup } from '../../src/berlin-group/create-berlin-group.ts'
import { createSimulatedClock, type SimulatedClock } from '../../src/clock/simulated-clock.ts'
import type { BankAnswer, BankRequest, ControlAnswer } from '../../src/http/bank-handler.ts'
import { issueTpp } from '../../src/pki/issue-tpp.ts'
import type { IngTpp } from '../../src/pki/pki.ts'
import { sharedPki } from '../../src/pki/shared-pki.ts'
import { createCustomers } from '../../src/seed/create-customers.ts'
import { createRandom } from '../../src/seed/create-random.ts'

export const START = Date.parse('2026-03-05T09:08:07Z')
export const REDIRECT_URI = 'https://tpp.example/cb?state=a1'

export type Members = Readonly<Record<string, unknown>>

export interface Signing {
  readonly keyId?: (certificate: X509Certificate) => string
  readonly algorithm?: string
  readonly names?: readonly string[]
  readonly tpp?: IngTpp
  /** Changes the headers after the signing. */
  readonly after?: Readonly<Record<string, string | undefined>>
  readonly digest?: string
}

export interface Draft {
  readonly bank?: string
  readonly method?: string
  /** After the bank's id, such as `/v1/consents`, or an absolute link. */
  readonly target: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** The client certificate; null shows none. */
  readonly tpp?: IngTpp | null
  readonly authorizationError?: string
  readonly signing?: Signing | null
}

export interface Harness {
  readonly bank: BerlinGroupHandler
  readonly clock: SimulatedClock
  readonly tpp: IngTpp
  readonly otherTpp: IngTpp
  send(draft: Draft): Promise<BankAnswer>
  json(draft: Draft, status?: number): Promise<Members>
  control(path: string, body?: Members): Promise<Members>
  ibans(bank: string, customer?: number): Promise<readonly string[]>
  /** A consent that the customer has confirmed, with the headers that its calls need. */
  consent(bank?: string, body?: Members, decision?: Members): Promise<{ id: string; headers: Record<string, string> }>
}

export const jsonOf = (answer: BankAnswer): Members =>
  answer.body === undefined || answer.body === '' ? {} : (JSON.parse(Buffer.from(answer.body).toString()) as Members)

/** The address in a link, whichever form the bank gives it. */
export const linkOf = (links: unknown, name: string): string => {
  const link = (links as Members)[name]
  return typeof link === 'string' ? link : String((link as Members | undefined)?.['href'])
}

export const consentBody = (change: Members = {}): Members => ({
  access: { allPsd2: 'allAccounts' },
  recurringIndicator: true,
  validUntil: '2026-08-01',
  frequencyPerDay: 4,
  combinedServiceIndicator: false,
  ...change,
})

export const paymentBody = (change: Members = {}): Members => ({
  debtorAccount: { iban: 'DE02120300000000202051' },
  instructedAmount: { currency: 'EUR', amount: '12.50' },
  creditorAccount: { iban: 'NL91ABNA0417164300' },
  creditorName: 'Molenaar & Zonen',
  remittanceInformationUnstructured: 'Invoice 7',
  ...change,
})

const standardKeyId = (certificate: X509Certificate): string =>
  `SN=${certificate.serialNumber.replace(/^0+/, '')},CA=${certificate.issuer.replaceAll('\n', ',')}`

/** Signs as the standard says; the bank's verifier has other code. */
const signed = (
  headers: Record<string, string>,
  body: Buffer,
  tpp: IngTpp,
  signing: Signing,
): Record<string, string> => {
  const certificate = new X509Certificate((signing.tpp ?? tpp).signing.certificate)
  const digest = signing.digest ?? `SHA-256=${createHash('sha256').update(body).digest('base64')}`
  const all: Record<string, string> = {
    ...headers,
    digest,
    'tpp-signature-certificate': certificate.raw.toString('base64'),
  }
  const known = ['digest', 'x-request-id', 'psu-id', 'psu-corporate-id', 'tpp-redirect-uri']
  const names = signing.names ?? known.filter((name) => all[name] !== undefined)
  const text = names.map((name) => `${name}: ${all[name] ?? ''}`).join('\n')
  const value = sign('sha256', Buffer.from(text), (signing.tpp ?? tpp).signing.key).toString('base64')
  const keyId = (signing.keyId ?? standardKeyId)(certificate)
  const algorithm = signing.algorithm ?? 'rsa-sha256'
  all['signature'] = `keyId="${keyId}",algorithm="${algorithm}",headers="${names.join(' ')}",signature="${value}"`
  const changed = Object.entries({ ...all, ...signing.after }).flatMap(([name, each]) =>
    each === undefined ? [] : [[name, each] as const],
  )
  return Object.fromEntries(changed)
}

const signingBanks: Readonly<Record<string, Signing>> = {
  embedded: {},
  hub: {
    algorithm: 'SHA-256',
    names: ['digest', 'x-request-id', 'tpp-redirect-uri'],
    keyId: (certificate) =>
      `SN=${BigInt(`0x${certificate.serialNumber}`)},CA=${certificate.subject.replaceAll('\n', ',').replaceAll(' ', '')}`,
  },
}

let tpps: Promise<readonly [IngTpp, IngTpp]> | undefined

const issue = async (): Promise<readonly [IngTpp, IngTpp]> => {
  const { authorities } = await sharedPki({ simulatedNow: START })
  const roles = ['PSP_PI', 'PSP_AI', 'PSP_IC'] as const
  return Promise.all([
    issueTpp(authorities, { roles, organizationIdentifier: 'PSDDE-BAFIN-123456' }),
    issueTpp(authorities, { roles: ['PSP_AI'], organizationIdentifier: 'PSDDE-BAFIN-654321' }),
  ])
}

const seeds = new Map<string, ReturnType<typeof createCustomers>>()

const customersOf = (bank: string) => {
  const made =
    seeds.get(bank) ?? createCustomers('berlin-group', (purpose) => createRandom(`1/${bank}/${purpose}`), START)
  seeds.set(bank, made)
  return made
}

/** One set of simulated banks with a clock that stands still unless it is moved. */
export const createHarness = async (): Promise<Harness> => {
  tpps ??= issue()
  const [tpp, otherTpp] = await tpps
  const pki = await sharedPki({ simulatedNow: START })
  const clock = createSimulatedClock(START, () => 0)
  const random = (purpose: string) => createRandom(`1/${purpose}`)
  const context = { clock, random, randomBytes, profile: 'strict', environment: 'sandbox', rateLimits: true } as const
  const bank = createBerlinGroup(context, {
    customersOf,
    selfUrl: () => 'https://bg.example',
    clientCa: pki.authorities.ing.certificate,
  })

  const toRequest = (draft: Draft): BankRequest => {
    const id = draft.bank ?? 'standard'
    const target = draft.target.startsWith('https://bg.example')
      ? draft.target.slice('https://bg.example'.length)
      : draft.target.startsWith(`/${id}/`)
        ? draft.target
        : `/${id}${draft.target}`
    const text =
      draft.body === undefined ? '' : typeof draft.body === 'string' ? draft.body : JSON.stringify(draft.body)
    const body = Buffer.from(text)
    const plain: Record<string, string | undefined> = {
      'x-request-id': randomUUID(),
      'psu-ip-address': '192.0.2.1',
      ...(draft.method === 'POST' && !target.includes('/authorisations') ? { 'tpp-redirect-uri': REDIRECT_URI } : {}),
      ...(text === '' ? {} : { 'content-type': 'application/json' }),
      ...draft.headers,
    }
    const given = Object.fromEntries(
      Object.entries(plain).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    )
    const signing = draft.signing === undefined ? signingBanks[id] : (draft.signing ?? undefined)
    const used = draft.tpp === undefined ? tpp : draft.tpp
    const names = (signing?.names ?? []).filter((name) => name === 'digest' || given[name] !== undefined)
    const headers =
      signing === undefined || used === null
        ? given
        : signed(given, body, used, {
            ...signing,
            ...(signing.names === undefined ? {} : { names: draft.signing ? signing.names : names }),
          })
    const mark = target.indexOf('?')
    return {
      method: draft.method ?? 'GET',
      target,
      path: mark < 0 ? target : target.slice(0, mark),
      query: mark < 0 ? '' : target.slice(mark + 1),
      rawHeaders: Object.entries(headers),
      header: (name) => headers[name.toLowerCase()],
      body,
      client:
        used === null
          ? { authorized: false }
          : {
              certificate: new X509Certificate(used.tls.certificate),
              authorized: draft.authorizationError === undefined,
              ...(draft.authorizationError === undefined ? {} : { authorizationError: draft.authorizationError }),
            },
      remoteAddress: '127.0.0.1',
    }
  }

  const harness: Harness = {
    bank,
    clock,
    tpp,
    otherTpp,
    send: async (draft) => bank.handle(toRequest(draft)),
    json: async (draft, status = 200) => {
      const answer = await harness.send(draft)
      expect(answer.status, answer.rejection?.reason).toBe(status)
      return jsonOf(answer)
    },
    control: async (path, body = {}) => {
      const [pathname = '', query = ''] = path.split('?')
      for (const route of bank.control) {
        if (!route.pattern.test(pathname)) continue
        const answer: ControlAnswer = await route.handle({ params: [], query: new URLSearchParams(query), body })
        expect(answer.status, JSON.stringify(answer.body)).toBe(200)
        return answer.body as Members
      }
      throw new Error(`No control route ${path}`)
    },
    ibans: async (id, customer = 0) => {
      const { items } = (await harness.control(`/berlin-group/banks?bank=${id}`)) as unknown as {
        items: { customers: { accounts: { iban: string }[] }[] }[]
      }
      return (items[0]?.customers[customer]?.accounts ?? []).map(({ iban }) => iban).filter((iban) => iban !== '')
    },
    consent: async (id = 'standard', body = {}, decision = {}) => {
      const answer = await harness.json(
        { bank: id, method: 'POST', target: '/v1/consents', body: consentBody(body) },
        201,
      )
      await harness.control('/berlin-group/sca', { url: linkOf(answer['_links'], 'scaRedirect'), ...decision })
      return { id: String(answer['consentId']), headers: { 'consent-id': String(answer['consentId']) } }
    },
  }
  return harness
}

/** A good request with one thing spoiled, and what the list of checks says of it. */
export interface SpoiledRow {
  readonly row: number
  readonly name: string
  readonly status: number
  readonly code?: string
  readonly make: (bank: Harness) => Draft | Promise<Draft>
}

/** One test per row: status, code, and the number of the check. */
export const itRefuses = (rows: readonly SpoiledRow[]): void => {
  it.each(rows.map((row) => [`row ${row.row}: ${row.name}`, row] as const))('refuses %s', async (_title, row) => {
    const bank = await createHarness()
    const answer = await bank.send(await row.make(bank))
    const body = answer.body?.toString().startsWith('{') ? jsonOf(answer) : {}
    const [message] = (body['tppMessages'] as readonly Members[] | undefined) ?? []
    const code = message?.['code'] ?? body['code'] ?? body['error']
    expect({ status: answer.status, check: answer.rejection?.check, code }, answer.rejection?.reason).toEqual({
      status: row.status,
      check: `berlin-group-${row.row}`,
      code: row.code ?? 'FORMAT_ERROR',
    })
  })
}
