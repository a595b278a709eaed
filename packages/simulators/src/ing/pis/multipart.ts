import { formatError } from './fields.ts'

/** The parts of a `multipart/form-data` body by name (RFC 7578). Each name once. */
export const readMultipart = (contentType: string, body: Buffer): ReadonlyMap<string, string> => {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return formatError(63, 'Content-Type', 'the boundary is missing')
  const text = body.toString('utf8')
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`)
  if (pieces.length < 2 || !pieces.at(-1)?.startsWith('--')) {
    return formatError(63, 'body', 'the closing boundary is missing')
  }
  const parts = new Map<string, string>()
  for (const piece of pieces.slice(1, -1)) {
    const at = piece.indexOf('\r\n\r\n')
    const name = /content-disposition:[^\r\n]*;\s*name="([^"]+)"/i.exec(piece.slice(0, Math.max(at, 0)))?.[1]
    if (name === undefined) return formatError(63, 'body', 'a part has no name')
    if (parts.has(name)) return formatError(63, name, 'the part is given twice')
    parts.set(name, piece.slice(at + 4))
  }
  return parts
}
