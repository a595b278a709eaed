import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** IPv4 that came over an IPv6 socket is written as IPv4. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/**
 * Who calls: the address of the socket. Where that is a trusted proxy, the last hop of `X-Forwarded-For` that is none: what stands
 * before it was written by the caller and proves nothing.
 */
export const peerOf = (
  {
    socket,
    headers,
  }: Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } },
  trusted: readonly string[],
): string | undefined => {
  let peer = socket.remoteAddress === undefined ? undefined : plain(socket.remoteAddress)
  const forwarded = headers['x-forwarded-for']
  const hops = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').map((hop) => hop.trim())
  while (peer !== undefined && trusted.includes(peer)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(plain(hop)) === 0) return peer
    peer = plain(hop)
  }
  return peer
}
