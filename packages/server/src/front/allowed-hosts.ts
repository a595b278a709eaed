/**
 * Names by which the server may be called. A page that rebinds its own name to 127.0.0.1 sends that name as `Host`: only a fixed
 * list keeps it out.
 */
export const allowedHosts = (publicUrl: string, port: number): ReadonlySet<string> => {
  const { host } = new URL(publicUrl)
  return new Set([host, ...['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)])
}

/** How a request names this server: `unclear` without exactly one `Host` (RFC 9112, 3.2: 400), `foreign` by another name (421). */
export type Addressing = 'ours' | 'unclear' | 'foreign'

/** Exactly one `Host` of the list, and a target that is a path. Two are joined by Node to one text: the raw list is looked at. */
export const addressingOf = (
  { rawHeaders, url }: { readonly rawHeaders: readonly string[]; readonly url?: string | undefined },
  hosts: ReadonlySet<string>,
): Addressing => {
  const found = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host')
  const [host = ''] = found
  if (found.length !== 1 || host === '') return 'unclear'
  return hosts.has(host.toLowerCase()) && url?.startsWith('/') === true ? 'ours' : 'foreign'
}
