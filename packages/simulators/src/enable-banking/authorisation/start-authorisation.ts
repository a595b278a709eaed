import { createHash } from 'node:crypto'
import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import { readBody } from '../checks/fields.ts'
import type { ApiCall } from '../route.ts'
import type { EnableBankingWorld } from '../world.ts'
import { readAccess } from './read-access.ts'
import { readLogin } from './read-login.ts'

/** Only a hash, bound to the application, is kept of the client's own id for the customer. */
export const psuIdHash = (kid: string, psuId: string): string =>
  createHash('sha256').update(`${kid}/${psuId}`).digest('hex')

/** POST /auth: the address to send the customer to. */
export const startAuthorisation =
  (world: EnableBankingWorld) =>
  ({ request, application, now }: ApiCall): BankAnswer => {
    const body = readBody(request)
    const login = readLogin(body, application)
    const access = readAccess(body, login.aspsp, now)
    const authorization = {
      id: world.uuid(),
      pageId: world.uuid(),
      aspsp: login.aspsp,
      psuType: login.psuType,
      access,
      state: login.state,
      redirectUrl: login.redirectUrl,
      psuIdHash: psuIdHash(application.kid, login.psuId ?? world.uuid()),
      language: login.language,
      authMethod: login.authMethod.name,
      decided: false,
    }
    world.state.authorizations.set(authorization.pageId, authorization)
    return jsonAnswer(200, {
      url: `${world.settings.selfUrl()}/ais/start?sessionid=${authorization.pageId}`,
      authorization_id: authorization.id,
      psu_id_hash: authorization.psuIdHash,
    })
  }
