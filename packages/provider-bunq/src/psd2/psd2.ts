import {
  type CallContext,
  isIban,
  type Money,
  NostroError,
  normaliseIban,
  type Page,
  type Random,
  type Session,
  type SessionAccess,
} from '@nostro/core'
import { z } from 'zod'
import { createClient, type Entry, listAll } from '../api/client.ts'
import { amountSchema, toOptionalMoney, toOptionalText } from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import { toWireAmount } from '../api/field-rules.ts'
import { readBack } from '../api/read-back.ts'
import { type ContextParts, install, openOn } from '../auth/open-context.ts'
import { customerOf, toSecrets } from '../session/context.ts'
import { createCredential, type Psd2Certificate } from './credential.ts'

const draftSchema = z.object({
  id: z.number(),
  status: z.string().nullish(),
  amount: amountSchema.nullish(),
  sender_iban: z.string().nullish(),
  receiver_iban: z.string().nullish(),
})

/** A payment that waits for its owner's approval on bunq's page. */
export interface Psd2Draft {
  readonly id: string
  /** `PENDING`, `ACCEPTED` (money moved), `REJECTED`, `CANCELLED`, `EXPIRED`, `COMPLETED`. */
  readonly status?: string | undefined
  readonly amount?: Money | undefined
  readonly senderIban?: string | undefined
  readonly receiverIban?: string | undefined
  readonly raw: unknown
}

const toDraft = ({ wire, raw }: Entry<z.infer<typeof draftSchema>>): Psd2Draft => ({
  id: String(wire.id),
  status: toOptionalText(wire.status),
  amount: toOptionalMoney(wire.amount),
  senderIban: toOptionalText(wire.sender_iban),
  receiverIban: toOptionalText(wire.receiver_iban),
  raw,
})

/** A payment that a user is asked to approve on bunq's page. */
export interface Psd2DraftRequest {
  /** Of an account at bunq. */
  readonly senderIban: string
  readonly senderName?: string | undefined
  readonly receiverIban: string
  readonly receiverName: string
  readonly amount: Money
  readonly description: string
}

/** A licensed third party: registration by certificate, and payments that users approve on bunq's page (PISP). */
export interface BunqPsd2 {
  /** Installs a key, registers the certificate, opens the provider's own session. Its customers come by OAuth. */
  register(certificate: Psd2Certificate, ctx?: CallContext): Promise<Session>
  /** Then send the user to the consent page, which shows all pending drafts of this provider. */
  createDraft(access: SessionAccess, request: Psd2DraftRequest, ctx?: CallContext): Promise<Psd2Draft>
  /** All drafts of this provider, newest first: after a lost answer they show whether one was made; a problem leaves that open. */
  drafts(access: SessionAccess, ctx?: CallContext): Promise<Page<Psd2Draft>>
  getDraft(access: SessionAccess, id: string, ctx?: CallContext): Promise<Psd2Draft>
  cancelDraft(access: SessionAccess, id: string, ctx?: CallContext): Promise<Psd2Draft>
}

export interface Psd2Parts extends ContextParts {
  readonly random: Random
}

export const createPsd2 = (parts: Psd2Parts): BunqPsd2 => {
  const { caller, random } = parts
  const getDraft: BunqPsd2['getDraft'] = async (access, draftId, ctx) => {
    const client = createClient(caller, access)
    return toDraft(await client.read(endpoints.getPsd2Draft, /./, draftSchema, { ctx, params: { draftId } }))
  }
  return {
    register: async (certificate, ctx) => {
      const installed = await install(parts, ctx)
      const secret = await createCredential(caller, installed, certificate, ctx)
      const { context, expiresAt } = await openOn(parts, installed, { kind: 'psd2', secret }, ctx)
      return {
        specVersion: 1,
        id: `bunq-${random.uuid()}`,
        provider: 'bunq',
        purpose: 'accounts',
        revision: 1,
        createdAt: parts.now(),
        expiresAt,
        customer: customerOf(context),
        secrets: toSecrets(context),
      }
    },
    createDraft: async (access, request, ctx) => {
      const body = {
        sender_iban: checkedIban(request.senderIban, 'senderIban'),
        sender_name: request.senderName,
        counterparty_iban: checkedIban(request.receiverIban, 'receiverIban'),
        counterparty_name: request.receiverName,
        description: request.description,
        amount: toWireAmount(request.amount, 'amount'),
      }
      const id = await createClient(caller, access).create(endpoints.createPsd2Draft, { ctx, body })
      return readBack(endpoints.createPsd2Draft, () => getDraft(access, id, ctx), id)
    },
    drafts: (access, ctx) => {
      const reader = { schema: draftSchema, map: toDraft }
      return listAll(createClient(caller, access), endpoints.listPsd2Drafts, { ctx }, reader)
    },
    getDraft,
    cancelDraft: async (access, draftId, ctx) => {
      const call = { ctx, params: { draftId }, body: { status: 'CANCELLED' } }
      await createClient(caller, access).send(endpoints.updatePsd2Draft, call)
      return readBack(endpoints.updatePsd2Draft, () => getDraft(access, draftId, ctx))
    },
  }
}

const checkedIban = (text: string, field: string): string => {
  const iban = normaliseIban(text)
  if (isIban(iban)) return iban
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: `Draft field \`${field}\`: is not a valid IBAN. Nothing was sent.`,
    hint: 'Check it for typing errors.',
  })
}
