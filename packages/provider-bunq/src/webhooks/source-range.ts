import { BlockList, isIPv4 } from 'node:net'

/** Is an address in one of the ranges? IPv4, also when written as a mapped IPv6 address. */
export const isWithinRanges = (address: string | undefined, ranges: readonly string[]): boolean => {
  const plain = (address ?? '').replace(/^::ffff:/i, '')
  if (!isIPv4(plain)) return false
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', bits = '32'] = range.split('/')
    list.addSubnet(net, Number(bits), 'ipv4')
  }
  return list.check(plain)
}
