export interface SignedMessage {
  readonly method: string
  /** Path and query as on the request line. */
  readonly target: string
}

/**
 * One line per name, `name: value`, joined by LF, none at the end (draft-cavage-http-signatures-10, 2.3).
 * Names the first header that the message lacks instead, where one is missing.
 */
export const signingString = (
  message: SignedMessage,
  header: (name: string) => string | undefined,
  names: readonly string[],
): { readonly text: string } | { readonly missing: string } => {
  const lines: string[] = []
  for (const name of names) {
    const value = name === '(request-target)' ? `${message.method.toLowerCase()} ${message.target}` : header(name)
    if (value === undefined) return { missing: name }
    lines.push(`${name}: ${value}`)
  }
  return { text: lines.join('\n') }
}

/** Known mistakes of clients, to be tried when a signature does not verify: what was done, and the string it gives. */
export const mistakenStrings = (text: string, message: SignedMessage): readonly (readonly [string, string])[] => {
  const target = `${message.method.toLowerCase()} ${message.target}`
  const withTarget = (other: string) => text.replace(`(request-target): ${target}`, `(request-target): ${other}`)
  const variants: [string, string][] = [
    ['with a line feed after the last line', `${text}\n`],
    ['with CR LF between the lines', text.replaceAll('\n', '\r\n')],
    ['with the method in upper case', withTarget(`${message.method.toUpperCase()} ${message.target}`)],
    ['without the query', withTarget(target.split('?')[0] ?? target)],
    ['with the query decoded', withTarget(decoded(target))],
  ]
  return variants.filter(([, variant]) => variant !== text)
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
