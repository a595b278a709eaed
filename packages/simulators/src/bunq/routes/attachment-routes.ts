import { notFound, refusal } from '../http/refusal.ts'
import { findHere } from '../http/replies.ts'
import { idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { StoredFile } from '../state/records.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

/** The documented images, and PDF, which notes carry in practice. */
const contentTypes = ['image/png', 'image/jpeg', 'image/gif', 'application/pdf']

const DESCRIPTION = 'X-Bunq-Attachment-Description'

/** Row 37; the body is the file itself. */
const store = (call: SessionCall, accountId: number | null): StoredFile => {
  const { state, request, user } = call
  const missing = (name: string, reason: string, received = '') =>
    refusal(37, 400, `Missing field "${name}".`, reason, { expected: contentTypes.join(', '), received })
  const contentType = (request.header('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!contentTypes.includes(contentType)) throw missing('Content-Type', 'no type of an attachment', contentType)
  const description = request.header(DESCRIPTION) ?? ''
  if (description === '') throw missing(DESCRIPTION, `the header ${DESCRIPTION} is missing or empty`)
  const at = state.now()
  const file: StoredFile = {
    id: state.nextId(),
    uuid: state.uuid(),
    created: at,
    updated: at,
    accountId,
    userId: user.id,
    contentType,
    description,
    bytes: Buffer.from(request.body),
  }
  state.records.files.push(file)
  return file
}

const uuidReply = (uuid: string): Reply => ({ objects: [{ Uuid: { uuid } }] })

const publicFile = ({ state, part }: SessionCall): StoredFile => {
  const file = state.records.files.find(({ uuid, accountId }) => uuid === part('uuid') && accountId === null)
  if (file === undefined) throw notFound('Attachment public', part('uuid'))
  return file
}

const privateFile = (call: SessionCall): StoredFile => {
  const own = call.state.records.files.filter(({ userId, accountId }) => userId === call.user.id && accountId !== null)
  return findHere(call, own, 'Attachment', 'attachment')
}

const contentOf = ({ contentType, bytes }: StoredFile): Reply => ({ contentType, bytes })

const attachmentFields = (file: StoredFile, url?: string) => ({
  id: file.id,
  created: wireTimestamp(file.created),
  updated: wireTimestamp(file.updated),
  attachment: {
    description: file.description,
    content_type: file.contentType,
    urls: url === undefined ? [] : [{ type: 'ORIGINAL', url }],
  },
})

/** Files, and how they are read again. `selfUrl` is the bank's origin, for the addresses of public ones. */
export const attachmentRoutes = (selfUrl: () => string): readonly Route[] => [
  {
    method: 'POST',
    path: 'user/{user}/monetary-account/{account}/attachment',
    token: 'session',
    rawBody: true,
    handle: (call) => idReply(store(call, call.account.id).id),
  },
  {
    method: 'GET',
    path: 'user/{user}/attachment/{attachment}',
    token: 'session',
    handle: (call) => ({ objects: [{ AttachmentUser: attachmentFields(privateFile(call)) }] }),
  },
  {
    method: 'GET',
    path: 'user/{user}/attachment/{attachment}/content',
    token: 'session',
    handle: (call) => contentOf(privateFile(call)),
  },
  {
    method: 'GET',
    path: 'user/{user}/monetary-account/{account}/attachment/{attachment}/content',
    token: 'session',
    handle: (call) => contentOf(privateFile(call)),
  },
  {
    method: 'POST',
    path: 'attachment-public',
    token: 'session',
    rawBody: true,
    handle: (call) => uuidReply(store(call, null).uuid),
  },
  {
    method: 'GET',
    path: 'attachment-public/{uuid:text}',
    token: 'session',
    handle: (call) => {
      const file = publicFile(call)
      const { id: _, ...fields } = attachmentFields(file, `${selfUrl()}/v1/attachment-public/${file.uuid}/content`)
      return { objects: [{ AttachmentPublic: { uuid: file.uuid, ...fields } }] }
    },
  },
  {
    method: 'GET',
    path: 'attachment-public/{uuid:text}/content',
    token: 'session',
    handle: (call) => contentOf(publicFile(call)),
  },
]
