import { describe, expect, it } from 'vitest'
import { access, openScripted, signed } from '../../test/scripted.ts'

const eur = { amount: '1.00', currency: 'EUR' }
const iban = 'NL40BUNQ2025298817'
const ref = { provider: 'bunq', id: '5', details: { accountId: '213' } } as const
const wish = { senderIban: iban, receiverIban: iban, receiverName: 'A', amount: eur, description: 'x' }

type Provider = ReturnType<typeof openScripted>['provider']

const changes: readonly (readonly [name: string, change: (provider: Provider) => Promise<unknown>])[] = [
  ['accepting a request', ({ requests }) => requests.accept(access, { accountId: '213', id: '5', amount: eur })],
  ['making a tab', ({ requests }) => requests.createTab(access, '213', { amount: eur, description: 'x' })],
  ['cancelling a tab', ({ requests }) => requests.cancelTab(access, '213', '5')],
  ['changing a card', ({ cards }) => cards.change(access, '5', { status: 'DEACTIVATED' })],
  [
    'accepting a draft',
    ({ payments }) => payments.decideDraft(access, { ...ref, kind: 'draft' }, { status: 'ACCEPTED' }),
  ],
  ['cancelling a draft', ({ payments }) => payments.cancel(access, { ...ref, kind: 'draft' })],
  ['cancelling a schedule', ({ payments }) => payments.cancel(access, { ...ref, kind: 'scheduled' })],
  ['revoking a request', ({ payments }) => payments.cancel(access, { ...ref, kind: 'request' })],
  ['making a draft under PSD2', ({ psd2 }) => psd2.createDraft(access, wish)],
  ['cancelling a draft under PSD2', ({ psd2 }) => psd2.cancelDraft(access, '5')],
]

describe('a change that bunq took, and that cannot be read back', () => {
  it.each(changes)('%s is not said to have failed', async (_name, change) => {
    let isTaken = false
    const { provider, transport } = openScripted(({ method }) => {
      if (method !== 'GET') {
        isTaken = true
        return signed({ Response: [{ Id: { id: 5 } }] })
      }
      return isTaken ? { status: 503 } : signed({ Response: [{ DraftPayment: { id: 5, status: 'PENDING' } }] })
    })
    const outcome = change(provider)
    await expect(outcome).rejects.toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('bunq took the call'),
    })
    expect(transport.calls.filter(({ method }) => method !== 'GET')).toHaveLength(1)
  })

  it('tells the id of what was made', async () => {
    const { provider } = openScripted(({ method }) =>
      method === 'POST' ? signed({ Response: [{ Id: { id: 4711 } }] }) : { status: 503 },
    )
    const tab = provider.requests.createTab(access, '213', { amount: eur, description: 'x' })
    await expect(tab).rejects.toThrow('4711')
  })
})
