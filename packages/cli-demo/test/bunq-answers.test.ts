import { createSessionAccess } from '@nostro/core'
import { createBunqProvider } from '@nostro/provider-bunq'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptDraft } from '../src/commands/draft.ts'
import { acceptRequest } from '../src/commands/request.ts'
import type { Person } from '../src/person/person.ts'
import { type BunqSetUp, startBunqSetUp } from './bunq-set-up.ts'

/** What is asked of the customer by others, and what becomes of answers that are lost on the way. */

let setUp: BunqSetUp
let asker: Record<string, string>
let payer: string
let at: readonly string[]

beforeAll(async () => {
  setUp = await startBunqSetUp()
  at = ['--account', setUp.account]
  asker = await setUp.newCustomer({ empty: true })
  payer = await setUp.emailOf(setUp.account)
}, 60_000)
beforeEach(() => setUp.simulators.faults.clear())
afterAll(() => setUp.stop())

interface Listed {
  readonly requests: readonly { readonly id: string; readonly status: string; readonly description: string }[]
}

/** Another customer asks ours for money; gives the id under which ours sees it. */
const asked = async (description: string, amount = '2.50'): Promise<string> => {
  const args = ['bunq', 'request', 'create', '--amount', amount, '--from', payer, '--description', description]
  const { code, stderr } = await setUp.run(args, setUp.terminal(asker))
  expect(stderr).not.toContain('Error:')
  expect(code).toBe(0)
  const { requests } = await setUp.json<Listed>('bunq', 'request', 'list', '--received', ...at)
  return requests.find((each) => each.description === description)?.id ?? ''
}

const draft = async (text: string): Promise<string> => {
  const entry = `0.10;bravo@bunq.com;${text}`
  return (await setUp.json<{ ref: { id: string } }>('bunq', 'draft', 'create', ...at, '--entry', entry)).ref.id
}

const lose = (fault: 'reset_after' | 'bad_signature' | 'malformed_json' = 'reset_after'): void =>
  setUp.simulators.faults.add({ bank: 'bunq', method: 'PUT', path: '/v1/user', fault, times: 1 })
const puts = (): number => setUp.simulators.recorder.requests().filter(({ method }) => method === 'PUT').length

const person = (answer: boolean, questions: string[]): Person => ({
  openPage: () => undefined,
  confirm: async (question) => {
    questions.push(question)
    return answer
  },
  secret: async () => '',
})

describe('requests of others', { timeout: 180_000 }, () => {
  it('are listed, shown and paid', async () => {
    const id = await asked('Dinner')
    const refused = await setUp.run(['bunq', 'request', 'accept', id, ...at])
    expect(refused.stderr).toMatch(/Pay 2\.50 EUR\n {2}to {4}\S[\s\S]*Dinner[\s\S]*--yes/)
    expect(refused.code).toBe(2)
    expect(await setUp.paid('Dinner')).toEqual([])
    const { requests } = await setUp.json<Listed>('bunq', 'request', 'accept', id, ...at, '--yes')
    expect(requests).toMatchObject([{ id, status: 'ACCEPTED' }])
    expect(await setUp.paid('Dinner')).toEqual(['-2.50'])
    const again = await setUp.run(['bunq', 'request', 'accept', id, ...at, '--yes'])
    expect(again.stderr).toContain('waits for no answer (ACCEPTED)')
    expect(again.code).toBe(2)
  })

  it('are paid with another amount', async () => {
    const id = await asked('Part')
    await setUp.json('bunq', 'request', 'accept', id, ...at, '--amount', '1', '--yes')
    expect(await setUp.paid('Part')).toEqual(['-1.00'])
  })

  it('are declined', async () => {
    const id = await asked('Nonsense')
    const { requests } = await setUp.json<Listed>('bunq', 'request', 'reject', id, ...at)
    expect(requests).toMatchObject([{ status: 'REJECTED' }])
    expect(await setUp.paid('Nonsense')).toEqual([])
  })
})

describe('the question before money moves', { timeout: 180_000 }, () => {
  const options = (id: string) => ({ args: [id], account: setUp.account, currency: 'EUR' }) as const

  it.each([
    ['a request', 'yes', true, acceptRequest, asked],
    ['a request', 'no', false, acceptRequest, asked],
    ['a draft', 'yes', true, acceptDraft, draft],
    ['a draft', 'no', false, acceptDraft, draft],
  ] as const)('%s with “%s”', async (what, word, answer, accept, make) => {
    const text = `${what} ${word}`
    const id = await make(text)
    const [questions, terminal]: [string[], ReturnType<BunqSetUp['terminal']>] = [[], setUp.terminal({}, true)]
    const done = accept(options(id), terminal, person(answer, questions)).catch(({ code }: { code: string }) => code)
    expect(await done).toBe(answer ? 0 : 'user_cancelled')
    expect(questions).toEqual(['Go on?'])
    expect(terminal.stderr()).toContain(text)
    expect(await setUp.paid(text)).toHaveLength(answer ? 1 : 0)
  })

  it('is about the draft that was shown: one that changes meanwhile is not paid', async () => {
    const id = await draft('Shown')
    const { NOSTRO_BUNQ_API_URL: apiUrl = '', NOSTRO_BUNQ_API_KEY: apiKey = '' } = setUp.env
    const ca = setUp.simulators.pki.serverCa
    const other = createBunqProvider({ environment: 'sandbox', apiUrl, ca, apiKey })
    const change = async () => {
      const result = await other.auth.advance(await other.auth.start({ purpose: 'payments' }), {})
      if (result.status !== 'complete') throw new Error(result.status)
      const access = createSessionAccess({ session: result.session, auth: other.auth })
      const ref = { provider: 'bunq', kind: 'draft', id, details: { accountId: setUp.account } } as const
      const dearer = {
        amount: { amount: '99.00', currency: 'EUR' },
        creditor: { email: 'bravo@bunq.com' },
        remittanceInformation: 'Changed',
      }
      await other.payments.updateDraft(access, ref, { payments: [dearer] })
      return true
    }
    const done = acceptDraft(options(id), setUp.terminal({}, true), { ...person(true, []), confirm: change })
    await expect(done).rejects.toMatchObject({ httpStatus: 400 })
    await other.close()
    expect([await setUp.paid('Shown'), await setUp.paid('Changed')]).toEqual([[], []])
  })
})

describe('a change whose answer is lost', { timeout: 180_000 }, () => {
  const changes: readonly [string, () => Promise<readonly string[]>, string][] = [
    ['bunq request accept', async () => [await asked('Lost accept'), ...at, '--yes'], 'ACCEPTED'],
    ['bunq request reject', async () => [await asked('Lost reject'), ...at], 'REJECTED'],
    ['bunq draft accept', async () => [await draft('Lost draft'), ...at, '--yes'], 'ACSC'],
    ['bunq draft reject', async () => [await draft('Lost no'), ...at], 'RJCT'],
    ['bunq draft cancel', async () => [await draft('Lost cancel'), ...at], 'CANC'],
  ]

  it.each(changes)('%s: is read back and not sent again', async (verb, prepare, status) => {
    const args = [...verb.split(' '), ...(await prepare()), '--json']
    setUp.simulators.recorder.clear()
    lose()
    const { code, stdout, stderr } = await setUp.run(args)
    expect(stderr).toContain('the answer was lost; reading')
    expect(code).toBe(0)
    expect(stdout).toContain(`"${status}"`)
    expect(puts()).toBe(1)
  })

  it.each(['bad_signature', 'malformed_json'] as const)('by %s: the draft is read back too', async (fault) => {
    const id = await draft(`By ${fault}`)
    setUp.simulators.recorder.clear()
    lose(fault)
    const { code, stdout } = await setUp.run(['bunq', 'draft', 'accept', id, ...at, '--yes', '--json'])
    expect(stdout).toContain('"ACSC"')
    expect(code).toBe(0)
    expect(puts()).toBe(1)
  })

  it('says that it does not know when the bank never had it', async () => {
    const id = await draft('Never there')
    setUp.simulators.recorder.clear()
    setUp.simulators.faults.add({ bank: 'bunq', method: 'PUT', path: '/v1/user', fault: 'reset_before', times: 1 })
    const { code, stderr } = await setUp.run(['bunq', 'draft', 'accept', id, ...at, '--yes'])
    expect(stderr).toContain('outcome_unknown')
    expect(code).toBe(1)
    expect(puts()).toBe(1)
    expect(await setUp.paid('Never there')).toEqual([])
  })

  it('a card that was blocked is reported as blocked', async () => {
    const env = await setUp.newCustomer()
    const listed = await setUp.run(['bunq', 'cards', 'list', '--json'], setUp.terminal(env))
    const [card] = (JSON.parse(listed.stdout) as { cards: { id: number }[] }).cards
    setUp.simulators.recorder.clear()
    lose()
    const { code, stdout, stderr } = await setUp.run(
      ['bunq', 'cards', 'block', String(card?.id), '--json'],
      setUp.terminal(env),
    )
    expect(stderr).toContain('the answer was lost; reading the card')
    expect(JSON.parse(stdout)).toMatchObject({ cards: [{ status: 'DEACTIVATED' }] })
    expect(code).toBe(0)
    expect(puts()).toBe(1)
  })
})
