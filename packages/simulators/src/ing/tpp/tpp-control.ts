import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { SimulatorsError } from '../../simulators-error.ts'
import type { IngWorld } from '../world.ts'
import { addTpp } from './trust.ts'

const bad = (error: string): ControlAnswer => ({ status: 400, body: { error } })

const isText = (value: unknown): value is string => typeof value === 'string'
const isOptionalText = (value: unknown): value is string | undefined => value === undefined || isText(value)

const add = (world: IngWorld, { body }: ControlInput): ControlAnswer => {
  const { tls, signing, authorities, clientId, redirectUris } = body
  if (!isText(tls) || !isText(signing)) return bad('"tls" and "signing" must be PEM texts of certificates')
  if (!isOptionalText(authorities) || !isOptionalText(clientId))
    return bad('"authorities" and "clientId" must be texts')
  if (redirectUris !== undefined && !(Array.isArray(redirectUris) && redirectUris.every(isText))) {
    return bad('"redirectUris" must be a list of texts')
  }
  try {
    const tpp = { tls, signing, authorities, clientId, redirectUris }
    return { status: 200, body: addTpp(world.state, tpp, world.settings.redirectUris) }
  } catch (error) {
    if (error instanceof SimulatorsError) return bad(`${error.message} ${error.hint}`)
    throw error
  }
}

/** `POST /ing/tpps {tls, signing, authorities?, clientId?, redirectUris?}`: a TPP with certificates of its own. */
export const tppControl = (world: IngWorld): ControlRoute => ({
  method: 'POST',
  pattern: /^\/ing\/tpps$/,
  handle: (input) => add(world, input),
})
