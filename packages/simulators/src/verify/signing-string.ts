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
