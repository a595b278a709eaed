import { NostroError } from '@nostro/core'

/**
 * Follows the links of a listing and ends one that goes round in a circle. Besides the page that stands, it keeps one
 * older link, replaced after twice as many pages each time: any circle comes back to it, whatever its length.
 */
export const createCircleWatch = (start?: string): ((target: string) => void) => {
  let current = start
  let kept: string | undefined
  let left = 1
  let round = 1
  return (target) => {
    if (target === current || target === kept) throw standstill()
    current = target
    left -= 1
    if (left > 0) return
    kept = target
    round *= 2
    left = round
  }
}

const standstill = (): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: 'bunq',
    message: 'The link to the next page leads to a page that was read already.',
    hint: 'Following it would never end. Report it to bunq with the request id.',
  })
