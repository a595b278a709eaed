import { createHash } from 'node:crypto'
import type { BankAnswer } from '../http/bank-handler.ts'
import { htmlAnswer } from '../ing/answers.ts'
import { escapeHtml, page } from '../ing/pages/layout.ts'
import { refuse } from './refusal.ts'
import type { SimpleFinWorld } from './world.ts'

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Standard Base64 of the claim URL, with padding and without breaks. */
export const setupTokenOf = (world: SimpleFinWorld, token: string): string =>
  Buffer.from(`${world.settings.selfUrl()}/simplefin/claim/${token}`).toString('base64')

export const newSetupToken = (world: SimpleFinWorld): string => {
  const token = world.secret()
  world.state.setupTokens.set(token, {
    expiresAt: world.now() + world.settings.setupTokenSeconds * 1000,
    claimed: false,
  })
  return setupTokenOf(world, token)
}

const forbidden = (row: number, reason: string): never =>
  refuse({ row, status: 403, text: 'Forbidden: this setup token cannot be claimed', reason })

/** Checks 3 to 5, then the access URL: text, nothing else, no slash and no newline at its end. */
export const claim = (world: SimpleFinWorld, token: string): BankAnswer => {
  const setup = world.state.setupTokens.get(token)
  if (setup === undefined) return forbidden(3, 'The setup token is not known')
  if (setup.claimed) return forbidden(4, 'The setup token was claimed before: it may have leaked')
  if (world.now() >= setup.expiresAt) return forbidden(5, 'The setup token has ended')
  setup.claimed = true
  const [user, password] = [world.secret(), world.secret()]
  world.state.accesses.set(user, { user, passwordHash: hash(password), revoked: false, day: 0, count: 0 })
  const root = world.settings.selfUrl().replace('://', `://${user}:${password}@`)
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: `${root}/simplefin` }
}

/** The page where the user makes a setup token. */
export const createPage = (world: SimpleFinWorld, method: string): BankAnswer => {
  if (method === 'GET') {
    return htmlAnswer(
      200,
      page('Connect an app', '<form method="post"><button class="main">Make a setup token</button></form>'),
    )
  }
  const token = newSetupToken(world)
  return htmlAnswer(
    200,
    page(
      'Your setup token',
      `<p><label>Copy this text into the app:
<textarea readonly rows="6" cols="40">${escapeHtml(token)}</textarea></label></p>`,
    ),
  )
}
