/**
 * What a bank wrote, without the name that stands above it already: many banks begin the text with it, some twice.
 *
 * @example
 * textBeside('Lidl Lidl card payment', 'Lidl') // 'card payment'
 */
export const textBeside = (text: string | undefined, name: string): string | undefined => {
  let rest = text ?? ''
  while (name !== '' && rest.startsWith(name) && !/^[\p{L}\d]/u.test(rest.slice(name.length)))
    rest = rest.slice(name.length).replace(/^[\s,;:·–-]+/, '')
  return rest === '' ? undefined : rest
}
