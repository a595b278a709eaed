import type { Services } from '../api/services.ts'
import { invalidRequest } from '../errors/api-error.ts'

/**
 * An open redirect would lend this server's name to any page: only addresses of a list, or a path of this server.
 * @throws ApiError 422
 */
export const assertReturnUrl = ({ settings }: Pick<Services, 'settings'>, url: string | undefined): void => {
  if (url === undefined || settings.returnUrls?.includes(url) === true) return
  if (/^\/(?![/\\])[^\s\\]*$/.test(url)) return
  throw invalidRequest(
    'The returnUrl is not one of those that are configured.',
    'Use a path of this server, such as /connections, or add the address to server.returnUrls.',
  )
}
