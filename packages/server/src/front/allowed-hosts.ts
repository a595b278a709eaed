/**
 * Names by which the server may be called. A page that rebinds its own name to 127.0.0.1 sends that name as `Host`: only a fixed
 * list keeps it out.
 */
export const allowedHosts = (publicUrl: string, port: number): ReadonlySet<string> => {
  const { host } = new URL(publicUrl)
  return new Set([host, ...['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)])
}

/** Exactly one `Host` of the list, and a target that is a path. Two are joined by Node to one text: the raw list is looked at. */
export const isWellAddressed = (
  { rawHeaders, url }: { readonly rawHeaders: readonly string[]; readonly url?: string | undefined },
  hosts: ReadonlySet<string>,
): boolean => {
  const found = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host')
  return found.length === 1 && hosts.has((found[0] ?? '').toLowerCase()) && url?.startsWith('/') === true
}
