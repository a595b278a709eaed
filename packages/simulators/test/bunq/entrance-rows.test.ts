import { beforeAll, describe } from 'vitest'
import { clientKey, publicPem } from './bunq-client.ts'
import { body, type Good, goodPayment, type Row, refusesEach } from './spoiled-payment.ts'

const CREDENTIALS = 'User credentials are incorrect. Incorrect API key or IP address.'
const AUTHENTICATION = 'Insufficient authentication.'
const AUTHORISATION = 'Insufficient authorisation.'

const rows: readonly Row[] = [
  { row: 2, what: 'unknown route', status: 404, text: 'Route not found.', call: () => ({ path: 'no-such-thing' }) },
  {
    row: 2,
    what: 'id that is no number',
    status: 404,
    text: 'Route not found.',
    call: () => ({ path: 'user/me/limit' }),
  },
  {
    row: 3,
    what: 'wrong method',
    status: 405,
    text: 'Method not allowed for this endpoint.',
    call: () => ({ method: 'DELETE' }),
  },
  {
    row: 4,
    what: 'no User-Agent',
    status: 400,
    text: 'Header "User-Agent" is required.',
    call: () => ({ without: ['User-Agent'] }),
  },
  {
    row: 4,
    what: 'blank User-Agent',
    status: 400,
    text: 'Header "User-Agent" is required.',
    call: () => ({ headers: { 'User-Agent': ' ' } }),
  },
  {
    row: 8,
    what: 'token on installation',
    status: 400,
    text: 'Superfluous authentication.',
    call: () => ({ path: 'installation', ...body(JSON.stringify({ client_public_key: publicPem(clientKey) })) }),
  },
  {
    row: 8,
    what: 'token on sandbox-user-person',
    status: 400,
    text: 'Superfluous authentication.',
    call: () => ({ path: 'sandbox-user-person', body: '' }),
  },
  { row: 9, what: 'no token', status: 401, text: AUTHENTICATION, call: () => ({ token: undefined }) },
  { row: 10, what: 'unknown token', status: 403, text: AUTHENTICATION, call: () => ({ token: 'ab'.repeat(32) }) },
  {
    row: 11,
    what: 'installation token on a business call',
    status: 403,
    text: AUTHORISATION,
    call: ({ client }) => ({ token: client.installationToken }),
  },
  {
    row: 11,
    what: 'session token on session-server',
    status: 403,
    text: AUTHORISATION,
    call: ({ client }) => ({ path: 'session-server', ...body(JSON.stringify({ secret: client.apiKey })) }),
  },
  {
    row: 15,
    what: 'call from another address',
    status: 400,
    text: CREDENTIALS,
    call: () => ({ remoteAddress: '10.1.2.3' }),
  },
]

describe('one thing wrong before the signature is looked at', () => {
  let good: Good

  beforeAll(async () => {
    good = await goodPayment()
  })

  refusesEach(rows, () => good)
})
