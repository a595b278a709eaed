import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSeededRandom } from '@nostro/core/testing'
import { type BerlinGroupSignatureVariant, verifyBerlinGroupSignature } from '@nostro/simulators/verify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSetting, type Setting, type SimulatedBank } from './berlin-group-setting.ts'

let setting: Setting

beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.stop())

interface Signed {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A request as the provider sent it. */
const capture = async (bank: SimulatedBank): Promise<Signed> => {
  setting.simulators.recorder.clear()
  const provider = setting.create(bank)
  await provider.auth.start({ purpose: 'accounts', ...(bank === 'embedded' && { customerId: 'jonas.weber' }) })
  const sent = setting.simulators.recorder.requests().find(({ method }) => method === 'POST')
  if (sent === undefined) throw new Error('Nothing was sent')
  const headers = Object.fromEntries(sent.headers.map(([name, value]) => [name.toLowerCase(), value]))
  return { headers, body: Buffer.from(sent.body, 'base64') }
}

const variants: Readonly<Partial<Record<SimulatedBank, BerlinGroupSignatureVariant>>> = {
  embedded: {},
  hub: {
    serial: 'decimal',
    name: 'subject',
    blanks: 'removed',
    algorithms: { 'SHA-256': 'sha256' },
    requiredWhenSent: ['tpp-redirect-uri'],
  },
}

const random = createSeededRandom('mutants')
const below = (limit: number): number => Buffer.from(random.bytes(2)).readUInt16BE(0) % limit

/** One character of a text, replaced by another of its kind. */
const changeText = (text: string): string => {
  const at = below(text.length)
  const old = text.charAt(at)
  const replacement = old === 'x' ? 'y' : 'x'
  return `${text.slice(0, at)}${replacement}${text.slice(at + 1)}`
}

const changeBody = (body: Buffer): Buffer => {
  const copy = Buffer.from(body)
  const at = below(copy.length)
  copy[at] = (copy[at] ?? 0) ^ (1 << below(8))
  return copy
}

const signedNames = (headers: Signed['headers']): readonly string[] =>
  /headers="([^"]*)"/.exec(headers['signature'] ?? '')?.[1]?.split(' ') ?? []

describe.each(['embedded', 'hub'] as const)('requests signed for %s', (bank) => {
  /** The verifier judges the message; whose seal it is, the bank judges by the issuer. */
  const check = ({ headers, body }: Signed): { readonly ok: boolean } => {
    const result = verifyBerlinGroupSignature({ headers, body, variant: variants[bank] })
    const issuer = new X509Certificate(setting.simulators.pki.authorities.ing.certificate)
    return { ok: result.ok && result.certificate.verify(issuer.publicKey) }
  }

  it('are taken by a verifier of other code', async () => {
    expect(check(await capture(bank))).toMatchObject({ ok: true })
  })

  it('are refused after any change of the body, a signed header, the certificate or the signature', async () => {
    const good = await capture(bank)
    const names = [...signedNames(good.headers), 'signature', 'tpp-signature-certificate']
    const survivors: string[] = []
    for (let mutant = 0; mutant < 400; mutant++) {
      const name = names[below(names.length + 1)]
      const changed =
        name === undefined
          ? { ...good, body: changeBody(good.body) }
          : { ...good, headers: { ...good.headers, [name]: changeText(good.headers[name] ?? '') } }
      if (check(changed).ok) survivors.push(name ?? 'body')
    }
    expect(survivors).toEqual([])
  })

  it('are refused without each of their headers', async () => {
    const good = await capture(bank)
    for (const name of [...signedNames(good.headers), 'signature', 'tpp-signature-certificate']) {
      const { [name]: _gone, ...headers } = good.headers
      expect(check({ ...good, headers }), name).toMatchObject({ ok: false })
    }
  })

  it('of another seal do not pass for the first', async () => {
    const good = await capture(bank)
    const { berlinGroup } = setting.simulators.ready
    const other = readFileSync(berlinGroup?.tlsCertificate ?? '', 'utf8').replace(/-----[^-]+-----|\s/g, '')
    expect(check({ ...good, headers: { ...good.headers, 'tpp-signature-certificate': other } })).toMatchObject({
      ok: false,
    })
  })
})
