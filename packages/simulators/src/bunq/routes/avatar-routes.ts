import { must, readText } from '../http/body.ts'
import { required, text } from '../http/fields.ts'
import { notFound } from '../http/refusal.ts'
import type { Reply, Route, SessionCall } from '../http/route.ts'
import type { Avatar, StoredFile } from '../state/records.ts'

const imageOf = ({ state, user }: SessionCall, uuid: string): StoredFile => {
  const file = state.records.files.find((each) => each.uuid === uuid && each.accountId === null)
  if (file === undefined || file.userId !== user.id) throw notFound('Attachment public', uuid)
  return file
}

/** A public picture becomes an avatar, which users and accounts may then carry. */
const create = (call: SessionCall): Reply => {
  const file = imageOf(call, must(readText(call.body, 'attachment_public_uuid')))
  const avatar: Avatar = { uuid: call.state.uuid(), fileUuid: file.uuid, contentType: file.contentType }
  call.state.records.avatars.push(avatar)
  return { objects: [{ Uuid: { uuid: avatar.uuid } }] }
}

const read =
  (selfUrl: () => string) =>
  ({ state, part }: SessionCall): Reply => {
    const avatar = state.records.avatars.find(({ uuid }) => uuid === part('uuid'))
    if (avatar === undefined) throw notFound('Avatar', part('uuid'))
    const url = `${selfUrl()}/v1/attachment-public/${avatar.fileUuid}/content`
    const image = {
      attachment_public_uuid: avatar.fileUuid,
      content_type: avatar.contentType,
      height: 640,
      width: 640,
      urls: [{ type: 'ORIGINAL', url }],
    }
    return { objects: [{ Avatar: { uuid: avatar.uuid, image: [image] } }] }
  }

export const avatarRoutes = (selfUrl: () => string): readonly Route[] => [
  {
    method: 'POST',
    path: 'avatar',
    token: 'session',
    fields: { attachment_public_uuid: required(text()) },
    handle: create,
  },
  { method: 'GET', path: 'avatar/{uuid:text}', token: 'session', handle: read(selfUrl) },
]
