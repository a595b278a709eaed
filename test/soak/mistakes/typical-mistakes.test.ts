import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createSelfSignedCertificate } from '../../../packages/core/src/certificates/create-certificate.ts'
import { createSeededRandom } from '../../../packages/core/src/testing/index.ts'
import { issueCertificate } from '../../../packages/simulators/src/pki/issue-certificate.ts'
import { explainRequest } from '../../../packages/simulators/src/verify/index.ts'
import { bunqMistakes, goodBunqRequest } from './bunq-mistakes.ts'
import { goodHttpRequest } from './http-draft.ts'
import { httpMistakes } from './http-mistakes.ts'
import { goodJwsRequest, jwsMistakes } from './jws-mistakes.ts'
import { clientId, type Mistake, type MistakeKeys, now } from './mistake.ts'

const mistakes = [...httpMistakes, ...jwsMistakes, ...bunqMistakes]

const makeKeys = async (): Promise<MistakeKeys> => {
  const make = (seed: string) =>
    createSelfSignedCertificate({
      subject: { commonName: seed },
      days: 400,
      now: now - 86_400_000,
      random: createSeededRandom(seed),
    })
  const [own, other] = await Promise.all([make('own'), make('other')])
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecCertificate = issueCertificate({
    subject: [['commonName', 'ec']],
    publicKey,
    issuer: own,
    validity: { notBefore: now - 86_400_000, notAfter: now + 86_400_000 },
    extensions: [],
  })
  const ecKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { certificate: own.certificate, key: own.key, otherKey: other.key, ecCertificate, ecKey }
}

interface Outcome {
  readonly mistake: Mistake
  readonly place: 'first' | 'among three' | 'not named'
  readonly said: string
}

const judge = (mistake: Mistake, make: Mistake['make'], keys: MistakeKeys): Outcome => {
  const request = make(keys)
  const isBunq = mistake.name.startsWith('bunq')
  const certificate = mistake.isEc ? keys.ecCertificate : keys.certificate
  const key = isBunq ? createPublicKey(createPrivateKey(keys.key)) : certificate
  const found = explainRequest({ request, key, now, clientId })
  const causes = [mistake.cause].flat()
  const parts = [found.part, ...(found.others ?? [])].slice(0, 3)
  const isFirst = !found.ok && found.part === mistake.part && causes.includes(found.cause)
  const place = isFirst ? 'first' : !found.ok && parts.includes(mistake.part) ? 'among three' : 'not named'
  return { mistake, place, said: `${found.cause}, ${parts.join(' or ')}` }
}

/** For the table that `npm run soak` prints. */
const keep = (outcomes: readonly Outcome[]): void => {
  const folder = process.env['NOSTRO_SOAK_REPORTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  const rows = outcomes.map(({ mistake: { name }, place, said }) => ({ name, place, said }))
  writeFileSync(`${folder}/mistakes.json`, JSON.stringify(rows, null, 2))
}

describe('D12: typical mistakes of people who sign', async () => {
  const keys = await makeKeys()
  const outcomes = mistakes.flatMap((mistake) =>
    [mistake.make, ...(mistake.makeAlso === undefined ? [] : [mistake.makeAlso])].map((make) =>
      judge(mistake, make, keys),
    ),
  )
  keep(outcomes)

  it('are at least 60, no name twice, and of every scheme', () => {
    expect(new Set(mistakes.map(({ name }) => name)).size).toBe(mistakes.length)
    expect(mistakes.length).toBeGreaterThanOrEqual(60)
    for (const part of [httpMistakes, jwsMistakes, bunqMistakes]) expect(part.length).toBeGreaterThanOrEqual(20)
  })

  it('are named first in 95 of 100 cases, and among the first three otherwise', () => {
    const later = outcomes.filter(({ place }) => place !== 'first')
    const others = later.map(
      ({ mistake, place, said }) =>
        `${mistake.name}: ${place} (${said}, not ${[mistake.cause].flat()}, ${mistake.part})`,
    )
    expect(others.length / outcomes.length, others.join('\n')).toBeLessThanOrEqual(0.05)
    expect(outcomes.filter(({ place }) => place === 'not named').map(({ mistake }) => mistake.name)).toEqual([])
  })

  it('and a request without one is called good', () => {
    for (const make of [goodHttpRequest, goodJwsRequest]) {
      expect(explainRequest({ request: make(keys), key: keys.certificate, now, clientId })).toMatchObject({ ok: true })
    }
    const key = createPublicKey(createPrivateKey(keys.key))
    expect(explainRequest({ request: goodBunqRequest(keys), key })).toMatchObject({ ok: true })
  })
})
