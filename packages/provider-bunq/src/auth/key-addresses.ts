import type { CallContext, Page, SessionAccess } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'

const credentialSchema = z.object({ id: z.number(), status: z.string().nullish() })
const ipSchema = z.object({ id: z.number(), ip: z.string(), status: z.string().nullish() })

type WireCredential = z.infer<typeof credentialSchema>
type WireIp = z.infer<typeof ipSchema>

/** An address from which an API key may be used. */
export interface KeyAddress {
  readonly credentialId: string
  readonly id: string
  readonly ip: string
  readonly isActive: boolean
}

/** The addresses that API keys may be used from. One cannot be changed, only switched off and another added. */
export interface KeyAddresses {
  list(access: SessionAccess, ctx?: CallContext): Promise<Page<KeyAddress>>
  add(access: SessionAccess, credentialId: string, ip: string, ctx?: CallContext): Promise<string>
  setActive(
    access: SessionAccess,
    address: Pick<KeyAddress, 'credentialId' | 'id'>,
    isActive: boolean,
    ctx?: CallContext,
  ): Promise<void>
}

export const createKeyAddresses = (caller: Caller): KeyAddresses => ({
  list: async (access, ctx) => {
    const client = createClient(caller, access)
    const ids = { schema: credentialSchema, map: ({ wire }: Entry<WireCredential>) => String(wire.id) }
    const { items, problems, asOf } = await listAll(client, endpoints.listCredentials, { ctx }, ids)
    const addresses: KeyAddress[] = []
    const all = [...problems]
    for (const credentialId of items) {
      const reader = { schema: ipSchema, map: (entry: Entry<WireIp>) => toKeyAddress(entry, credentialId) }
      const page = await listAll(client, endpoints.listPermittedIps, { ctx, params: { credentialId } }, reader)
      addresses.push(...page.items)
      // Its place is that in the list of one key: with several keys it would be wrong here.
      all.push(...page.problems.map(({ field, message }) => ({ field, message: `Key ${credentialId}: ${message}` })))
    }
    return { items: addresses, problems: all, asOf }
  },
  add: (access, credentialId, ip, ctx) =>
    createClient(caller, access).create(endpoints.createPermittedIp, {
      ctx,
      params: { credentialId },
      body: { ip, status: 'ACTIVE' },
    }),
  setActive: async (access, { credentialId, id }, isActive, ctx) => {
    const call = { ctx, params: { credentialId, ipId: id }, body: { status: isActive ? 'ACTIVE' : 'INACTIVE' } }
    await createClient(caller, access).send(endpoints.updatePermittedIp, call)
  },
})

const toKeyAddress = ({ wire }: Entry<WireIp>, credentialId: string): KeyAddress => ({
  credentialId,
  id: String(wire.id),
  ip: wire.ip,
  isActive: wire.status === 'ACTIVE',
})
