import type { CallContext, SessionAccess } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, listAll } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'

const credentialSchema = z.object({ id: z.number(), status: z.string().nullish() })
const ipSchema = z.object({ id: z.number(), ip: z.string(), status: z.string().nullish() })

export interface KeyAddress {
  readonly credentialId: string
  readonly id: string
  readonly ip: string
  readonly isActive: boolean
}

/** The addresses that API keys may be used from. One cannot be changed, only switched off and another added. */
export interface KeyAddresses {
  list(access: SessionAccess, ctx?: CallContext): Promise<readonly KeyAddress[]>
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
    const addresses: KeyAddress[] = []
    for (const credential of await listAll(client, endpoints.listCredentials, credentialSchema, { ctx })) {
      const credentialId = String(credential.wire.id)
      const ips = await listAll(client, endpoints.listPermittedIps, ipSchema, { ctx, params: { credentialId } })
      for (const { wire } of ips) {
        addresses.push({ credentialId, id: String(wire.id), ip: wire.ip, isActive: wire.status === 'ACTIVE' })
      }
    }
    return addresses
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
