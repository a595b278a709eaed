/** Groups of three behind the first, where there can be no doubt: several of them, or decimals in the other sign. */
const grouped = [
  { pattern: /^\d{1,3}((\.\d{3})+,\d{1,2}|(\.\d{3}){2,})$/, group: '.', point: ',' },
  { pattern: /^\d{1,3}((,\d{3})+\.\d{1,2}|(,\d{3}){2,})$/, group: ',', point: '.' },
] as const

/**
 * An amount as people type it, as decimal text: a comma is a decimal point to most of Europe. `1.234` may be one and a bit or more
 * than a thousand: it is refused, never guessed.
 */
export const readAmount = (text: string): string | undefined => {
  const compact = text.replace(/[\s\u00A0'’]/g, '')
  const form = grouped.find(({ pattern }) => pattern.test(compact))
  const plain =
    form === undefined ? compact.replace(',', '.') : compact.replaceAll(form.group, '').replace(form.point, '.')
  if (!/^\d{1,14}(\.\d{1,2})?$/.test(plain) || /^0+(\.0+)?$/.test(plain)) return undefined
  return plain
}
