import { must, readInteger, readText } from '../http/body.ts'
import { required, text } from '../http/fields.ts'
import { notFound } from '../http/refusal.ts'
import { findHere, listReply } from '../http/replies.ts'
import { emptyReply, idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { Note } from '../state/records.ts'
import { labelUserById } from '../wire/labels.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

interface Parent {
  /** The part of the path, such as `payment`. */
  readonly path: string
  readonly name: string
  ids(call: SessionCall): readonly number[]
}

const idsOf = <T extends { readonly id: number; readonly accountId: number }>(call: SessionCall, items: readonly T[]) =>
  items.filter(({ accountId }) => accountId === call.account.id).map(({ id }) => id)

/** What notes hang on. */
const parents: readonly Parent[] = [
  { path: 'payment', name: 'Payment', ids: (call) => call.account.payments.map(({ id }) => id) },
  { path: 'payment-batch', name: 'Payment batch', ids: (call) => idsOf(call, call.state.records.batches) },
  { path: 'draft-payment', name: 'Draft payment', ids: (call) => idsOf(call, call.state.records.drafts) },
  { path: 'request-inquiry', name: 'Request inquiry', ids: (call) => idsOf(call, call.state.requests) },
  {
    path: 'request-inquiry-batch',
    name: 'Request inquiry batch',
    ids: (call) => idsOf(call, call.state.records.requestBatches),
  },
  {
    path: 'request-response',
    name: 'Request response',
    ids: (call) =>
      call.state.requests
        .filter(({ payerAccountId }) => payerAccountId === call.account.id)
        .map(({ responseId }) => responseId),
  },
  { path: 'mastercard-action', name: 'Mastercard action', ids: (call) => idsOf(call, call.state.records.cardActions) },
  { path: 'schedule-payment', name: 'Schedule payment', ids: (call) => idsOf(call, call.state.records.schedules) },
  {
    path: 'schedule-payment-batch',
    name: 'Schedule payment batch',
    ids: (call) => idsOf(call, call.state.records.schedules),
  },
]

const parentId = (call: SessionCall, parent: Parent): number => {
  const id = call.id('parent')
  if (!parent.ids(call).includes(id)) throw notFound(parent.name, id)
  return id
}

const notesOf = (call: SessionCall, parent: Parent, isFile: boolean): readonly Note[] => {
  const id = parentId(call, parent)
  return call.state.records.notes.filter(
    (note) => note.parent === parent.path && note.parentId === id && (note.attachmentId !== undefined) === isFile,
  )
}

const noteWire = (call: SessionCall, note: Note): object => {
  const shared = {
    id: note.id,
    created: wireTimestamp(note.created),
    updated: wireTimestamp(note.updated),
    label_user_creator: labelUserById(call.state, note.userId),
  }
  return note.attachmentId === undefined
    ? { NoteText: { ...shared, content: note.content } }
    : {
        NoteAttachment: {
          ...shared,
          description: note.content,
          attachment: [{ id: note.attachmentId, monetary_account_id: note.accountId }],
        },
      }
}

/** A payment's `updated` moves when somebody writes on it. */
const touch = (call: SessionCall, note: Note): void => {
  const at = call.state.now()
  const payment = call.account.payments.find(({ id }) => note.parent === 'payment' && id === note.parentId)
  if (payment !== undefined) payment.updated = at
  note.updated = at
}

const contentName = (isFile: boolean): string => (isFile ? 'description' : 'content')

const create =
  (parent: Parent, isFile: boolean) =>
  (call: SessionCall): Reply => {
    const { state, body } = call
    const attachmentId = readInteger(body, 'attachment_id')
    if (attachmentId !== undefined && !state.records.files.some(({ id }) => id === attachmentId)) {
      throw notFound('Attachment', attachmentId)
    }
    const at = state.now()
    const note: Note = {
      parent: parent.path,
      parentId: parentId(call, parent),
      id: state.nextId(),
      created: at,
      updated: at,
      accountId: call.account.id,
      userId: call.user.id,
      content: readText(body, contentName(isFile)) ?? '',
      ...(isFile ? { attachmentId: must(attachmentId) } : {}),
    }
    state.records.notes.push(note)
    touch(call, note)
    return idReply(note.id)
  }

const routesOf = (parent: Parent, isFile: boolean): readonly Route[] => {
  const kind = isFile ? 'note-attachment' : 'note-text'
  const path = `user/{user}/monetary-account/{account}/${parent.path}/{parent}/${kind}`
  const find = (call: SessionCall): Note =>
    findHere(call, notesOf(call, parent, isFile), isFile ? 'Note attachment' : 'Note text')
  return [
    {
      method: 'POST',
      path,
      token: 'session',
      fields: isFile
        ? { attachment_id: required({ type: 'integer' }), description: text() }
        : { content: required(text()) },
      handle: create(parent, isFile),
    },
    {
      method: 'GET',
      path,
      token: 'session',
      handle: (call) => listReply(call, notesOf(call, parent, isFile), (note) => noteWire(call, note)),
    },
    {
      method: 'GET',
      path: `${path}/{id}`,
      token: 'session',
      handle: (call) => ({ objects: [noteWire(call, find(call))] }),
    },
    {
      method: 'PUT',
      path: `${path}/{id}`,
      token: 'session',
      fields: { [contentName(isFile)]: text() },
      handle: (call) => {
        const note = find(call)
        note.content = readText(call.body, contentName(isFile)) ?? note.content
        touch(call, note)
        return idReply(note.id)
      },
    },
    {
      method: 'DELETE',
      path: `${path}/{id}`,
      token: 'session',
      handle: (call) => {
        const { notes } = call.state.records
        notes.splice(notes.indexOf(find(call)), 1)
        return emptyReply
      },
    },
  ]
}

export const noteRoutes: readonly Route[] = parents.flatMap((parent) => [
  ...routesOf(parent, false),
  ...routesOf(parent, true),
])
