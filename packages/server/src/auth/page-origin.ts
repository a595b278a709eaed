const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** Whether a host is a name of this very machine. */
export const isLoopbackHost = (hostname: string): boolean => loopback.includes(hostname)

export interface PageOrigin {
  /** The name that passkeys are bound to. */
  readonly rpId: string
  /** Origins of pages that may use them. */
  readonly origins: readonly string[]
}

/**
 * Where passkeys can be used: the host of the public address, and `localhost` for a server on loopback, since a browser takes no
 * passkey for an IP address. Nothing for a server whose public name is another IP address.
 */
export const pageOrigin = (publicUrl: string): PageOrigin | undefined => {
  const { hostname, port, protocol, origin } = new URL(publicUrl)
  if (isLoopbackHost(hostname))
    return { rpId: 'localhost', origins: [`${protocol}//localhost${port === '' ? '' : `:${port}`}`] }
  if (/^[\d.]+$|^\[/.test(hostname)) return undefined
  return { rpId: hostname, origins: [origin] }
}
