/** The first key that stands twice in one object. `text` must be valid JSON already. */
export const duplicateKey = (text: string): string | undefined => {
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
