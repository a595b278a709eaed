import { firstRefusal } from '../../bankid/checks/field-check.ts'
import { orderRefFault } from '../../bankid/checks/order-ref-checks.ts'
import { basePath, operationAt, orderEndpoints } from '../../bankid/endpoints.ts'
import { defaultSettings } from '../../bankid/settings.ts'
import { type JsonObject, parseStrictJson } from '../../bankid/strict-json.ts'
import { type CapturedRequest, type Explanation, headerOf } from './explanation.ts'
import { type ExplanationCause, explanationWords } from './words.ts'

/**
 * Whether a captured request goes to BankID, whatever its version.
 *
 * @example
 * isBankIdRequest(request) // true for /rp/v6.0/auth
 */
export const isBankIdRequest = ({ target }: CapturedRequest): boolean => target.startsWith(basePath.slice(0, 4))

const wrong = (cause: ExplanationCause, part: string, reason?: string): Explanation => ({
  ok: false,
  scheme: 'none',
  cause,
  words: reason === undefined ? explanationWords[cause] : `${explanationWords[cause]} ${reason}`,
  part,
})

const bodyFault = (path: string, body: JsonObject): string | undefined => {
  const operation = operationAt(path)
  const settings = defaultSettings('strict')
  if (operation === undefined) return undefined
  if (typeof operation === 'string') return orderRefFault(body, settings.lenientProperties)?.reason
  const faults = (['test', 'production'] as const).map((environment) =>
    firstRefusal(operation.checks, { body, endpoint: operation, settings, environment }),
  )
  return faults.includes(undefined) ? undefined : faults[0]?.reason
}

/**
 * BankID signs no requests: what can be judged offline is the form. Path, method, content type, and the body by the
 * fields of its operation; whether order and certificate are known, BankID alone can say.
 *
 * @example
 * explainBankIdRequest(request).cause
 */
export const explainBankIdRequest = (request: CapturedRequest): Explanation => {
  const { target, method, body } = request
  const path = target.split('?')[0] ?? ''
  if (operationAt(path) === undefined) return wrong('path_unknown', 'path')
  if (method !== 'POST') return wrong('method_unknown', 'method')
  if (headerOf(request, 'content-type')?.toLowerCase() !== 'application/json')
    return wrong('content_type', 'content-type')
  const json = parseStrictJson(body)
  if (!json.ok) return wrong('body_form', 'body', `${json.reason}.`)
  const fault = bodyFault(path, json.value)
  if (fault !== undefined) {
    const fitting = orderEndpoints.some(({ operation }) => bodyFault(basePath + operation, json.value) === undefined)
    return { ...wrong('body_form', 'body', `${fault}.`), ...(fitting ? { others: ['path'] } : {}) }
  }
  return { ok: true, scheme: 'none', cause: 'unsigned', words: explanationWords.unsigned }
}
