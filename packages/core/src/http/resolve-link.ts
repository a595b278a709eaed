import { NostroError } from '../errors/nostro-error.ts'

/**
 * A bank's link as a target on `origin`, its own path and query untouched. Relative links must be absolute paths.
 * @throws NostroError `protocol_violation` for anything that would lead elsewhere
 */
export const resolveLink = (provider: string, origin: string, href: string): string => {
  const refuse = (why: string): never => {
    throw new NostroError({
      code: 'protocol_violation',
      provider,
      message: `The bank’s answer holds a link that ${why}. It was not followed.`,
      hint: 'Following it would hand the session’s token to another server. Report it to the bank with its request id.',
    })
  }
  if (/[^!-~]|\\/.test(href)) return refuse('holds characters that no request line may have')
  if (/^\/(?!\/)/.test(href)) return withoutFragment(href)
  const url =
    /^https:\/\/[^/]/i.test(href) && URL.canParse(href) ? new URL(href) : refuse('is neither a path nor a URL')
  if (url.origin !== new URL(origin).origin) return refuse('leads to another origin')
  if (url.username !== '' || url.password !== '') return refuse('carries credentials')
  // Behind the authority everything stays as the bank wrote it: URL would normalise it.
  const rest = href.slice(href.indexOf('//') + 2)
  const start = rest.search(/[/?#]/)
  const target = start === -1 ? '/' : rest.slice(start)
  return withoutFragment(target.startsWith('/') ? target : `/${target}`)
}

const withoutFragment = (target: string): string => target.split('#', 1)[0] ?? '/'
