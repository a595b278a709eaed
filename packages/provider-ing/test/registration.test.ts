import { type IngTpp, issueTpp } from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
let next: IngTpp

beforeAll(async () => {
  harness = await startHarness({ environment: 'production' })
  next = await issueTpp(harness.simulators.pki.authorities)
})
afterAll(async () => harness.stop())

describe('an application', () => {
  it('14.3: is read by its own token and by its id', async () => {
    const { registration } = harness.provider()
    const me = await registration.me()
    expect(me).toMatchObject({ contact: 'developer@tpp.example', redirectUris: harness.options.redirectUris })
    await expect(registration.get(me.clientId)).resolves.toEqual(me)
    await expect(registration.get('6414808c-d8da-450e-b10d-8a1c1dd37561')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('6.3: is changed by reading, changing and writing back the whole', async () => {
    harness.simulators.reset()
    const { registration } = harness.provider()
    const before = await registration.me()
    await registration.update({ contact: 'new@tpp.example' })
    const after = await registration.me()
    expect(after).toEqual({ ...before, contact: 'new@tpp.example' })
    expect(after.keys.tls).toHaveLength(1)
    expect(after.keys.sign).toHaveLength(1)
  })

  it.each(['', 'ops', 'ops@', 'ops@tpp', 'two words@tpp.example'])(
    'sends nothing for the contact “%s”',
    async (contact) => {
      const { registration } = harness.provider()
      const before = harness.simulators.recorder.requests().length
      const refused = { code: 'invalid_request', message: '`contact` is not an e-mail address.' }
      await expect(registration.register({ contact, redirectUris: [] })).rejects.toMatchObject(refused)
      await expect(registration.update({ contact })).rejects.toMatchObject(refused)
      expect(harness.simulators.recorder.requests()).toHaveLength(before)
    },
  )

  it('6.1: is registered once, with keys made from the certificates', async () => {
    harness.simulators.reset()
    const { registration } = harness.provider({ tls: next.tls, signing: next.signing })
    const request = { contact: 'ops@tpp.example', redirectUris: ['https://tpp.example/cb'] }
    const made = await registration.register(request)
    expect(made).toMatchObject(request)
    expect(made.keys.sign[0]).toMatchObject({
      kty: 'RSA',
      alg: 'RS256',
      use: 'sig',
      kid: expect.stringMatching(/^sign-/) as unknown,
    })
    await expect(registration.register(request)).rejects.toMatchObject({ code: 'invalid_request', httpStatus: 400 })
    await expect(registration.me()).resolves.toMatchObject({ clientId: made.clientId })
  })

  it('does not remove the certificates in use', async () => {
    harness.simulators.reset()
    const { tls, signing } = harness.simulators.pki.ing.tpp
    const pair = { tls: tls.certificate, signing: signing.certificate }
    await expect(harness.provider().registration.removeCertificates(pair)).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })
})

describe('rotation of certificates', () => {
  it('adds the new pair, proves it, removes the old one', async () => {
    harness.simulators.reset()
    const provider = harness.provider()
    const application = await provider.rotateCertificates({ tls: next.tls, signing: next.signing })
    expect(application.keys.tls).toHaveLength(1)
    expect(application.keys.sign).toHaveLength(1)
    const over = harness.provider({ tls: next.tls, signing: next.signing })
    await expect(over.registration.me()).resolves.toMatchObject({ clientId: application.clientId })
    await expect(harness.provider().showcase.signed()).rejects.toMatchObject({ provider: 'ing' })
  })

  it('leaves both when the new pair does not work, and says so', async () => {
    harness.simulators.reset()
    harness.simulators.faults.add({ bank: 'ing', path: '/greetings/single', fault: 'status', status: 403 })
    const provider = harness.provider()
    await expect(provider.rotateCertificates({ tls: next.tls, signing: next.signing })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('The new certificates were added, but a call with them failed') as unknown,
    })
    const { keys } = await provider.registration.me()
    expect([keys.tls.length, keys.sign.length]).toEqual([2, 2])
  })

  it('refuses a new pair that does not belong together before anything is sent', async () => {
    harness.simulators.reset()
    const before = harness.simulators.recorder.requests().length
    const signing = { certificate: next.signing.certificate, key: next.tls.key }
    await expect(harness.provider().rotateCertificates({ tls: next.tls, signing })).rejects.toThrow(
      'ING option `signing`',
    )
    expect(harness.simulators.recorder.requests()).toHaveLength(before)
  })
})
