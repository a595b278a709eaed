import { z } from 'zod'

const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)

/** OpenID Connect Discovery 1.0, section 2: https, without query and fragment. */
const issuer = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.search !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
}, 'must be an https address without query (http on this machine)')

const oidcSchema = z.strictObject({
  /** Its issuer identifier, exactly as it writes it. */
  issuer,
  /** As registered there, with `PUBLIC-URL/auth/oidc/callback` as the redirect URI. */
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  /** File with the secret instead. Without either the client is a public one. */
  clientSecretFile: z.string().min(1).optional(),
  /** Name for the button. */
  name: z.string().min(1).max(40).optional(),
  /** Who is the owner: values of `sub`, compared exactly. People of the team have theirs in `nostro user add --subject`. */
  subjects: z.array(z.string().min(1).max(255)).optional(),
})

/** What `nostro serve` reads from the configuration. */
export const serverConfigSchema = z.strictObject({
  /** An OpenID provider by which people sign in. */
  oidc: oidcSchema.optional(),
  /** Addresses to which the page after a bank's redirect may send a browser on, compared exactly. */
  returnUrls: z.array(z.url({ protocol: /^https?$/, error: 'must be a web address' })).optional(),
})
