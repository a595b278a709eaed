import { NostroError } from '../../errors/nostro-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Which proxy serves an origin; undefined: none. */
export type ProxyChoice = (origin: string) => URL | undefined

/**
 * The proxy from what a program says, else from the environment: `https_proxy` or `HTTPS_PROXY` (`http:` or `https:`, with
 * `user:password@` where needed), except for the hosts in `no_proxy` or `NO_PROXY` (names with their subdomains,
 * `host:port`, `*`) and for this machine itself. `NODE_USE_ENV_PROXY=0` switches it off, as in Node.
 * @throws NostroError `invalid_config` when the address is none of an HTTP proxy
 */
export const createProxyChoice = (proxy: string | false | undefined, env: Environment): ProxyChoice => {
  if (proxy === false) return () => undefined
  if (proxy !== undefined) {
    const url = toProxyUrl(proxy, 'proxy')
    return () => url
  }
  const name = (env['https_proxy'] ?? '') !== '' ? 'https_proxy' : 'HTTPS_PROXY'
  const text = env[name] ?? ''
  if (text === '' || env['NODE_USE_ENV_PROXY'] === '0') return () => undefined
  const url = toProxyUrl(text, name)
  const rules = toRules(env['no_proxy'] ?? env['NO_PROXY'] ?? '')
  return (origin) => (isDirect(new URL(origin), rules) ? undefined : url)
}

interface Rule {
  readonly host: string
  readonly port: string | undefined
}

const toRules = (text: string): readonly Rule[] =>
  text
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .map((entry) => {
      const port = /:(\d{1,5})$/.exec(entry)?.[1]
      // An IPv6 address without brackets has colons of its own.
      const isAddress = /:.*:/.test(entry) && !entry.includes(']')
      const host = port === undefined || isAddress ? entry : entry.slice(0, -port.length - 1)
      const plain = host
        .replace(/^\*?\./, '')
        .replace(/^\[|\]$/g, '')
        .toLowerCase()
      return { host: plain, port: isAddress ? undefined : port }
    })

const isDirect = ({ hostname, port }: URL, rules: readonly Rule[]): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host))
    return true
  return rules.some(
    (rule) =>
      (rule.port === undefined || rule.port === (port === '' ? '443' : port)) &&
      (rule.host === '*' || host === rule.host || host.endsWith(`.${rule.host}`)),
  )
}

const toProxyUrl = (text: string, name: string): URL => {
  // The usual way of writing leaves the scheme out.
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') return url
  throw new NostroError({
    code: 'invalid_config',
    // The address may hold a password.
    message: `The value of ${name} is not the address of an HTTP proxy.`,
    hint: `Write it as http://proxy.example:3128, with user:password@ before the host where the proxy wants them.`,
  })
}
