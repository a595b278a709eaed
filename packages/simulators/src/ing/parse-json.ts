import { duplicateKey } from '../http/duplicate-key.ts'

/** Outcome of reading a body; `problem` in words for the developer. */
type JsonReading = { readonly value: unknown } | { readonly problem: string }

/** JSON in UTF-8. One that names a member twice means two things, and is refused. */
export const parseJson = (body: Buffer): JsonReading => {
  let text: string
  let value: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    value = JSON.parse(text)
  } catch {
    return { problem: 'is not JSON in UTF-8' }
  }
  const repeated = duplicateKey(text)
  return repeated === undefined ? { value } : { problem: `has the member ${JSON.stringify(repeated)} twice` }
}
