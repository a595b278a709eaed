import { BlockList, isIPv4 } from 'node:net'
import { NostroError } from '@nostro/core'

/** `185.40.108.0/22`: an IPv4 address with the number of its leading bits that count. */
export const isRange = (text: string): boolean => {
  const [net = '', bits = ''] = text.split(/\/(.*)/s)
  return isIPv4(net) && /^(\d|[12]\d|3[0-2])$/.test(bits)
}

/**
 * Is an address in one of the ranges? IPv4, also when written as a mapped IPv6 address.
 * @throws NostroError `invalid_config` for a range that is none
 */
export const isWithinRanges = (address: string | undefined, ranges: readonly string[]): boolean => {
  const plain = (address ?? '').replace(/^::ffff:/i, '')
  if (!isIPv4(plain)) return false
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', bits = '32'] = range.split('/')
    if (!isIPv4(net) || !/^(\d|[12]\d|3[0-2])$/.test(bits)) throw unreadable(range)
    list.addSubnet(net, Number(bits), 'ipv4')
  }
  return list.check(plain)
}

const unreadable = (range: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    provider: 'bunq',
    message: `“${range.slice(0, 60)}” is no range of IPv4 addresses.`,
    hint: 'Write it as 185.40.108.0/22.',
  })
