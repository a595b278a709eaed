import { type CallContext, type Instant, NostroError, type Page, type SessionAccess } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listAll } from '../api/client.ts'
import { optionalTimeSchema, toOptionalInstant } from '../api/common-schemas.ts'
import { endpoints } from '../api/endpoints.ts'

const noteSchema = z.object({ id: z.number(), created: optionalTimeSchema, content: z.string().nullish() })

/** A note on a payment. */
export interface BunqNote {
  readonly id: string
  readonly createdAt?: Instant | undefined
  readonly text?: string | undefined
  readonly raw: unknown
}

const toNote = ({ wire, raw }: Entry<z.infer<typeof noteSchema>>): BunqNote => ({
  id: String(wire.id),
  createdAt: toOptionalInstant(wire.created),
  text: wire.content ?? undefined,
  raw,
})

/** A file for bunq. */
export interface Upload {
  readonly bytes: Uint8Array
  /** `image/png`, `image/jpeg`, `image/gif`, `application/pdf`. */
  readonly contentType: string
  /** Printable ASCII: it goes in a header. */
  readonly description: string
}

/** Files on accounts, and notes on payments. */
export interface BunqAttachments {
  /** Gives the id, to be put on payments and notes. */
  upload(access: SessionAccess, accountId: string, upload: Upload, ctx?: CallContext): Promise<string>
  download(access: SessionAccess, accountId: string, id: string, ctx?: CallContext): Promise<Uint8Array>
  notes(access: SessionAccess, payment: NotedPayment, ctx?: CallContext): Promise<Page<BunqNote>>
  /** Gives the note's id. */
  addNote(access: SessionAccess, payment: NotedPayment, note: NewNote, ctx?: CallContext): Promise<string>
  deleteNote(access: SessionAccess, payment: NotedPayment, noteId: string, ctx?: CallContext): Promise<void>
}

/** The payment that a note is about. */
export interface NotedPayment {
  readonly accountId: string
  readonly paymentId: string
}

/** A text, or a file that was uploaded before. */
export type NewNote =
  | { readonly text: string }
  | { readonly attachmentId: string; readonly description?: string | undefined }

export const createAttachments = (caller: Caller): BunqAttachments => ({
  upload: async (access, accountId, { bytes, contentType, description }, ctx) => {
    if (!/^[!-~]([ -~]*[!-~])?$/.test(description)) throw badDescription()
    return createClient(caller, access).create(endpoints.uploadAttachment, {
      ctx,
      params: { accountId },
      body: bytes,
      headers: { 'Content-Type': contentType, 'X-Bunq-Attachment-Description': description },
    })
  },
  download: async (access, accountId, attachmentId, ctx) => {
    const call = { ctx, params: { accountId, attachmentId } }
    return (await createClient(caller, access).send(endpoints.downloadAttachment, call)).body
  },
  notes: (access, { accountId, paymentId }, ctx) => {
    const call = { ctx, params: { accountId, paymentId } }
    const reader = { schema: noteSchema, map: toNote }
    return listAll(createClient(caller, access), endpoints.listNoteTexts, call, reader)
  },
  addNote: (access, { accountId, paymentId }, note, ctx) => {
    const client = createClient(caller, access)
    const params = { accountId, paymentId }
    if ('text' in note) return client.create(endpoints.createNoteText, { ctx, params, body: { content: note.text } })
    const body = { attachment_id: Number(note.attachmentId), description: note.description }
    return client.create(endpoints.createNoteAttachment, { ctx, params, body })
  },
  deleteNote: async (access, { accountId, paymentId }, noteId, ctx) => {
    await createClient(caller, access).send(endpoints.deleteNoteText, { ctx, params: { accountId, paymentId, noteId } })
  },
})

const badDescription = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The attachment’s description is empty or not printable ASCII.',
    hint: 'It goes in a header: use plain letters, digits and signs.',
  })
