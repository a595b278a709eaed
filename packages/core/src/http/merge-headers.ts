type Headers = Readonly<Record<string, string>>

/** Later headers replace equally named earlier ones, whatever their case; the others keep case and order. */
export const mergeHeaders = (base: Headers, added: Headers): Headers => {
  const names = Object.keys(added)
  if (names.length === 0) return base
  const replaced = names.map((name) => name.toLowerCase())
  const merged: Record<string, string> = {}
  for (const [name, value] of Object.entries(base)) {
    if (!replaced.includes(name.toLowerCase())) merged[name] = value
  }
  return Object.assign(merged, added)
}
