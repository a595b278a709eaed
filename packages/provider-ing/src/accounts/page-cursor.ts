import { type AccountRef, NostroError } from '@nostro/core'

/** The bank's next target as an opaque word that can be stored. */
export const toCursor = (target: string): string => Buffer.from(target).toString('base64url')

/** @throws NostroError `invalid_request` for a word that is not ours, or of another account */
export const fromCursor = (cursor: string, ref: AccountRef): string => {
  const target = Buffer.from(cursor, 'base64url').toString()
  const path = target.split('?')[0] ?? ''
  if (/^\/[^/\\]/.test(target) && path.split('/').includes(ref.id)) return target
  throw new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: 'The cursor is not one of this account’s.',
    hint: 'Give back a page’s `cursor` unchanged, with the account that it was made for.',
  })
}
