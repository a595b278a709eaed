export type JsonObject = Readonly<Record<string, unknown>>

export type StrictJson =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly reason: string }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const wrong = (reason: string): StrictJson => ({ ok: false, reason })

/** The first key that stands twice in one object. `text` must be valid JSON already. */
const duplicateKey = (text: string): string | undefined => {
  const open: (Set<string> | undefined)[] = []
  let expectKey = false
  let at = 0
  while (at < text.length) {
    const character = text[at]
    if (character === '"') {
      const start = at
      for (at += 1; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
      const keys = open.at(-1)
      if (expectKey && keys !== undefined) {
        const key = String(JSON.parse(text.slice(start, at + 1)))
        if (keys.has(key)) return key
        keys.add(key)
        expectKey = false
      }
    } else if (character === '{') {
      open.push(new Set())
      expectKey = true
    } else if (character === '[') {
      open.push(undefined)
      expectKey = false
    } else if (character === '}' || character === ']') {
      open.pop()
      expectKey = false
    } else if (character === ',') {
      expectKey = open.at(-1) !== undefined
    }
    at += 1
  }
  return undefined
}

/** One JSON object in UTF-8 without repeated keys; anything else comes back with the reason. */
export const parseStrictJson = (bytes: Uint8Array): StrictJson => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return wrong('the body is not UTF-8')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return wrong('the body is not JSON')
  }
  if (!isObject(value)) return wrong('the body is not a JSON object')
  const repeated = duplicateKey(text)
  return repeated === undefined ? { ok: true, value } : wrong(`the key ${JSON.stringify(repeated)} stands twice`)
}
