import { createSessionAccess } from '@nostro/core'
import { createBunqProvider } from '@nostro/provider-bunq'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptDraft } from '../src/commands/draft.ts'
import { acceptRequest } from '../src/commands/request.ts'
import type { Person } from '../src/person/person.ts'
import { type BunqBench, startBunqBench } from './bunq-bench.ts'

/** What is asked of the customer by others, and what becomes of answers that are lost on the way. */

let bench: BunqBench
let asker: Record<string, string>
let payer: string
let at: readonly string[]

beforeAll(async () => {
  bench = await startBunqBench()
  at = ['--account', bench.account]
  asker = { NOSTRO_BUNQ_API_KEY: await bench.newKey({ empty: true }) }
  payer = await bench.emailOf(bench.account)
}, 60_000)
beforeEach(() => bench.simulators.faults.clear())
afterAll(() => bench.stop())

interface Listed {
  readonly requests: readonly { readonly id: string; readonly status: string; readonly description: string }[]
}

/** Another customer asks ours for money; gives the id under which ours sees it. */
const asked = async (description: string, amount = '2.50'): Promise<string> => {
  const args = ['request', 'create', '--amount', amount, '--from', payer, '--description', description]
  const { code, stderr } = await bench.run(args, bench.terminal(asker))
  expect(stderr).not.toContain('Error:')
  expect(code).toBe(0)
  const { requests } = await bench.json<Listed>('request', 'list', '--received', ...at)
  return requests.find((each) => each.description === description)?.id ?? ''
}

const draft = async (text: string): Promise<string> => {
  const entry = `0.10;bravo@bunq.com;${text}`
  return (await bench.json<{ ref: { id: string } }>('draft', 'create', ...at, '--entry', entry)).ref.id
}

const lose = (fault: 'reset_after' | 'bad_signature' | 'malformed_json' = 'reset_after'): void =>
  bench.simulators.faults.add({ bank: 'bunq', method: 'PUT', path: '/v1/user', fault, times: 1 })
const puts = (): number => bench.simulators.recorder.requests().filter(({ method }) => method === 'PUT').length

const person = (answer: boolean, questions: string[]): Person => ({
  openPage: () => undefined,
  confirm: async (question) => {
    questions.push(question)
    return answer
  },
  secret: async () => '',
})

describe('requests of others', { timeout: 60_000 }, () => {
  it('are listed, shown and paid', async () => {
    const id = await asked('Dinner')
    const refused = await bench.run(['request', 'accept', id, ...at])
    expect(refused.stderr).toMatch(/Pay 2\.50 EUR\n {2}to {4}\S[\s\S]*Dinner[\s\S]*--yes/)
    expect(refused.code).toBe(2)
    expect(await bench.paid('Dinner')).toEqual([])
    const { requests } = await bench.json<Listed>('request', 'accept', id, ...at, '--yes')
    expect(requests).toMatchObject([{ id, status: 'ACCEPTED' }])
    expect(await bench.paid('Dinner')).toEqual(['-2.50'])
    const again = await bench.run(['request', 'accept', id, ...at, '--yes'])
    expect(again.stderr).toContain('waits for no answer (ACCEPTED)')
    expect(again.code).toBe(2)
  })

  it('are paid with another amount', async () => {
    const id = await asked('Part')
    await bench.json('request', 'accept', id, ...at, '--amount', '1', '--yes')
    expect(await bench.paid('Part')).toEqual(['-1.00'])
  })

  it('are declined', async () => {
    const id = await asked('Nonsense')
    const { requests } = await bench.json<Listed>('request', 'reject', id, ...at)
    expect(requests).toMatchObject([{ status: 'REJECTED' }])
    expect(await bench.paid('Nonsense')).toEqual([])
  })
})

describe('the question before money moves', { timeout: 60_000 }, () => {
  const options = (id: string) => ({ args: [id], account: bench.account, currency: 'EUR' }) as const

  it.each([
    ['a request', 'yes', true, acceptRequest, asked],
    ['a request', 'no', false, acceptRequest, asked],
    ['a draft', 'yes', true, acceptDraft, draft],
    ['a draft', 'no', false, acceptDraft, draft],
  ] as const)('%s with “%s”', async (what, word, answer, accept, make) => {
    const text = `${what} ${word}`
    const id = await make(text)
    const [questions, terminal]: [string[], ReturnType<BunqBench['terminal']>] = [[], bench.terminal({}, true)]
    const done = accept(options(id), terminal, person(answer, questions)).catch(({ code }: { code: string }) => code)
    expect(await done).toBe(answer ? 0 : 'user_cancelled')
    expect(questions).toEqual(['Go on?'])
    expect(terminal.stderr()).toContain(text)
    expect(await bench.paid(text)).toHaveLength(answer ? 1 : 0)
  })

  it('is about the draft that was shown: one that changes meanwhile is not paid', async () => {
    const id = await draft('Shown')
    const { NOSTRO_BUNQ_API_URL: apiUrl = '', NOSTRO_BUNQ_API_KEY: apiKey = '' } = bench.env
    const ca = bench.simulators.pki.serverCa
    const other = createBunqProvider({ environment: 'sandbox', apiUrl, ca, apiKey })
    const change = async () => {
      const result = await other.auth.advance(await other.auth.start({ purpose: 'payments' }), {})
      if (result.status !== 'complete') throw new Error(result.status)
      const access = createSessionAccess({ session: result.session, auth: other.auth })
      const ref = { provider: 'bunq', kind: 'draft', id, details: { accountId: bench.account } } as const
      const dearer = {
        amount: { amount: '99.00', currency: 'EUR' },
        creditor: { email: 'bravo@bunq.com' },
        remittanceInformation: 'Changed',
      }
      await other.payments.updateDraft(access, ref, { payments: [dearer] })
      return true
    }
    const done = acceptDraft(options(id), bench.terminal({}, true), { ...person(true, []), confirm: change })
    await expect(done).rejects.toMatchObject({ httpStatus: 400 })
    await other.close()
    expect([await bench.paid('Shown'), await bench.paid('Changed')]).toEqual([[], []])
  })
})

describe('a change whose answer is lost', { timeout: 60_000 }, () => {
  const changes: readonly [string, () => Promise<readonly string[]>, string][] = [
    ['request accept', async () => [await asked('Lost accept'), ...at, '--yes'], 'ACCEPTED'],
    ['request reject', async () => [await asked('Lost reject'), ...at], 'REJECTED'],
    ['draft accept', async () => [await draft('Lost draft'), ...at, '--yes'], 'ACSC'],
    ['draft reject', async () => [await draft('Lost no'), ...at], 'RJCT'],
    ['draft cancel', async () => [await draft('Lost cancel'), ...at], 'CANC'],
  ]

  it.each(changes)('%s: is read back and not sent again', async (verb, prepare, status) => {
    const args = [...verb.split(' '), ...(await prepare()), '--json']
    bench.simulators.recorder.clear()
    lose()
    const { code, stdout, stderr } = await bench.run(args)
    expect(stderr).toContain('the answer was lost; reading')
    expect(code).toBe(0)
    expect(stdout).toContain(`"${status}"`)
    expect(puts()).toBe(1)
  })

  it.each(['bad_signature', 'malformed_json'] as const)('by %s: the draft is read back too', async (fault) => {
    const id = await draft(`By ${fault}`)
    bench.simulators.recorder.clear()
    lose(fault)
    const { code, stdout } = await bench.run(['draft', 'accept', id, ...at, '--yes', '--json'])
    expect(stdout).toContain('"ACSC"')
    expect(code).toBe(0)
    expect(puts()).toBe(1)
  })

  it('says that it does not know when the bank never had it', async () => {
    const id = await draft('Never there')
    bench.simulators.recorder.clear()
    bench.simulators.faults.add({ bank: 'bunq', method: 'PUT', path: '/v1/user', fault: 'reset_before', times: 1 })
    const { code, stderr } = await bench.run(['draft', 'accept', id, ...at, '--yes'])
    expect(stderr).toContain('outcome_unknown')
    expect(code).toBe(1)
    expect(puts()).toBe(1)
    expect(await bench.paid('Never there')).toEqual([])
  })

  it('a card that was blocked is told to be blocked', async () => {
    const env = { NOSTRO_BUNQ_API_KEY: await bench.newKey({}) }
    const listed = await bench.run(['cards', 'list', '--json'], bench.terminal(env))
    const [card] = (JSON.parse(listed.stdout) as { cards: { id: number }[] }).cards
    bench.simulators.recorder.clear()
    lose()
    const { code, stdout, stderr } = await bench.run(
      ['cards', 'block', String(card?.id), '--json'],
      bench.terminal(env),
    )
    expect(stderr).toContain('the answer was lost; reading the card')
    expect(JSON.parse(stdout)).toMatchObject({ cards: [{ status: 'DEACTIVATED' }] })
    expect(code).toBe(0)
    expect(puts()).toBe(1)
  })
})
