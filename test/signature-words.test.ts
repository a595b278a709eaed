import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { endpoints as bunqEndpoints } from '../packages/provider-bunq/src/api/endpoints.ts'
import { toBankError as toBunqError } from '../packages/provider-bunq/src/api/errors.ts'
import { endpoints as ingEndpoints } from '../packages/provider-ing/src/api/endpoints.ts'
import { toBankError as toIngError } from '../packages/provider-ing/src/api/errors.ts'
import { explainRequest, explanationWords, signatureHints } from '../packages/simulators/src/verify/index.ts'
import { connect, openBunq, send } from '../packages/simulators/test/bunq/bunq-client.ts'
import { createHarness } from '../packages/simulators/test/ing/ing-harness.ts'

const answer = (status: number, body: unknown) => ({
  status,
  headers: {},
  body: new TextEncoder().encode(JSON.stringify(body)),
})
const bunqSays = (text: string) => ({ Error: [{ error_description: text }] })
const ingSays = { message: 'Signature could not be successfully verified' }

/** Providers import no simulator, so their words are their own; here they are held equal. */
describe('a refused signature is explained in the same words', () => {
  it.each([
    ['ING, 401', toIngError(answer(401, ingSays), ingEndpoints.accounts, 0), signatureHints.request],
    [
      'bunq, 400',
      toBunqError(answer(400, bunqSays('The request signature is invalid.')), bunqEndpoints.createSession),
      signatureHints.body,
    ],
    [
      'bunq, 466',
      toBunqError(
        answer(466, bunqSays('Request signature is required for this operation.')),
        bunqEndpoints.createSession,
      ),
      signatureHints.missing,
    ],
  ])('by the provider’s hint: %s', (_, error, words) => {
    expect(error.code).toBe('signature_rejected')
    expect(error.hint?.startsWith(words), error.hint).toBe(true)
  })

  it('by the simulated ING’s rejection and by the command', async () => {
    const bank = await createHarness()
    const token = await bank.signedToken()
    const draft = bank.http({ method: 'GET', target: '/greetings/single', token })
    const changed = { ...draft, target: '/greetings/single?x=1' }
    const { rejection } = await bank.send(changed)
    const headers = Object.entries(changed.headers ?? {})
    const request = { method: changed.method, target: changed.target, headers, body: new Uint8Array() }
    const { words, cause, signed } = explainRequest({ request, key: bank.tpp.signing.certificate })
    expect(words).toBe(explanationWords[cause])
    expect(rejection?.reason.startsWith(words), rejection?.reason).toBe(true)
    // Both signing strings stand side by side: the one expected, and the one that was signed.
    expect(rejection).toMatchObject({ expected: expect.stringContaining('single?x=1\n'), received: signed })
    expect(signed).toContain('(request-target): get /greetings/single\n')
  })

  it('by the simulated bunq’s rejection', async () => {
    const { apiKey, installationToken: token, bunq } = await connect(openBunq())
    const body = JSON.stringify({ secret: apiKey })
    const { raw } = await send(bunq, { method: 'POST', path: 'session-server', token, body, signature: 'AAAA' })
    expect(raw.rejection?.reason.startsWith(explanationWords.signature_damaged), raw.rejection?.reason).toBe(true)
  })

  it('which the command’s guide names', () => {
    expect(readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8')).toContain(explanationWords.query)
  })
})
