import { hostname } from 'node:os'
import type { Random } from '@nostro/core'
import type { LeaseOwner } from './sync-connection.ts'

/** Names this process, so that the lease of one that was killed on this machine is taken over at once. */
export const createLeaseOwner = (random: Random): LeaseOwner => ({
  owner: `${hostname()}/${process.pid}/${random.uuid().slice(0, 8)}`,
  isGone: (owner) => {
    const [host, pid] = owner.split('/')
    if (host !== hostname() || !/^\d+$/.test(pid ?? '') || Number(pid) === process.pid) return false
    try {
      process.kill(Number(pid), 0)
      return false
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'ESRCH'
    }
  },
})
