type Headers = Readonly<Record<string, string>>

/** Later headers replace equally named earlier ones, whatever their case; the others keep case and order. */
export const mergeHeaders = (base: Headers, added: Headers): Headers => {
  if (Object.keys(added).length === 0) return base
  const names = new Set(Object.keys(added).map((name) => name.toLowerCase()))
  return { ...Object.fromEntries(Object.entries(base).filter(([name]) => !names.has(name.toLowerCase()))), ...added }
}
