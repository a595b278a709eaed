import { describe, expect, it, vi } from 'vitest'
import { usePageVisit } from './bankid-page-visit.ts'

const visit = usePageVisit()
const { begin, act, status } = visit

describe('the stream of events', () => {
  it('a new code each second, on the second, and the countdown with it', async () => {
    const { login } = await begin('other-device')
    const events = await visit.browser.events(login)
    expect(events.type).toBe('text/event-stream; charset=utf-8')
    await visit.fixture.until(() => events.list.length >= 8)
    const seconds = events.list.map(({ qrText = '' }) => Number(qrText.split('.')[2]))
    expect([...new Set(seconds)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(0, new Set(seconds).size))
    expect(new Set(seconds).size).toBeGreaterThanOrEqual(5)
    for (const { qrText = '', secondsLeft } of events.list)
      expect(Number(qrText.split('.')[2]) + Number(secondsLeft)).toBe(180)
    expect(new Set(events.list.map(({ qr }) => qr?.d)).size).toBe(new Set(seconds).size)
  })

  it('a code that nobody scanned is replaced by that of a new order', async () => {
    const { login } = await begin('other-device')
    const first = visit.fixture.sealed.at(-1)?.orderRef
    const events = await visit.browser.events(login)
    await visit.fixture.until(
      () => new Set(events.list.flatMap(({ qrText }) => (qrText === undefined ? [] : qrText.split('.')[1]))).size === 2,
    )
    expect(events.list.at(-1)?.status).toBe('pending')
    expect((await visit.fixture.orders()).find((order) => order.status === 'pending')?.orderRef).not.toBe(first)
  })

  it('after a break: what is new comes, what was seen does not', async () => {
    const { login } = await begin('other-device')
    const first = await visit.browser.events(login)
    await visit.fixture.until(() => first.list.length >= 2)
    const last = first.list.at(-1)?.id ?? ''
    const again = await visit.browser.events(login, { 'Last-Event-ID': last })
    const behind = await visit.browser.events(login, { 'Last-Event-ID': `${login}.0` })
    let looks = 0
    await visit.fixture.until(() => behind.list.length >= 1 && ++looks > 3)
    expect(behind.list[0]?.id).toBe(last)
    expect(again.list).toEqual([])
    await visit.fixture.until(() => again.list.length >= 1)
    expect(again.list[0]?.id).not.toBe(last)
  })

  it('beats while there is nothing to say', async () => {
    const { login } = await begin('other-device')
    const events = await visit.browser.events(login)
    await act('approve')
    await visit.fixture.until(() => events.list.at(-1)?.status === 'signed')
    const said = events.list.length
    await visit.fixture.clock.advance(30_000)
    // No second may pass now: a result that nobody claims ends after three minutes.
    await vi.waitFor(() => expect(events.beats()).toBeGreaterThanOrEqual(2), { timeout: 120_000 })
    expect(events.list).toHaveLength(said)
  })

  it('a result that nobody claims is dropped after three minutes', async () => {
    const { login } = await begin('other-device')
    const events = await visit.browser.events(login)
    await act('approve')
    await visit.fixture.until(() => events.list.at(-1)?.status === 'signed')
    await visit.fixture.clock.advance(170_000)
    expect(await status()).toBe('signed')
    await visit.fixture.until(events.ended)
    expect(events.list.at(-1)?.status).toBe('over')
    expect(await visit.browser.post('/complete', { login })).toMatchObject({ location: '/login' })
  })
})
