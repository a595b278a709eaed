import { invalidParameters, noSuchOrder, type Refusal } from '../answers.ts'
import type { JsonObject } from '../strict-json.ts'
import { describe, strangers } from './field-check.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** C1: the body of collect and cancel. A string that cannot be a reference is just an unknown order. */
export const orderRefFault = (body: JsonObject, lenient: boolean): Refusal | undefined => {
  const value = body['orderRef']
  const extra = strangers(body, ['orderRef'])
  if (typeof value !== 'string' || (extra.length > 0 && !lenient)) {
    return invalidParameters('C1', 'Invalid request', {
      reason: typeof value === 'string' ? `unknown property ${extra.join(', ')}` : 'orderRef is not a string',
      expected: 'orderRef alone',
      received: typeof value === 'string' ? Object.keys(body).join(', ') : describe(value),
    })
  }
  return uuid.test(value) ? undefined : noSuchOrder('C1', 'orderRef is not a UUID')
}
