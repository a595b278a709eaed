import type { PageRequest } from './page-request.ts'
import type { PageLanguage } from './page-texts.ts'

const cookieName = 'nostro_language'

const languageOf = (text: string | null | undefined): PageLanguage | undefined =>
  text === 'sv' || text === 'en' ? text : undefined

/** The language that this request asks for: `?lang=sv`. */
export const chosenLanguage = ({ query }: PageRequest): PageLanguage | undefined => languageOf(query.get('lang'))

/** The language of a browser without a session: as chosen, now or before, or as the browser prefers. */
export const preferredLanguage = (request: PageRequest): PageLanguage =>
  chosenLanguage(request) ??
  languageOf(new RegExp(`(?:^|; *)${cookieName}=(\\w+)`).exec(request.header('cookie') ?? '')?.[1]) ??
  (/^\s*(sv|nb|nn|da)\b/i.test(request.header('accept-language') ?? '') ? 'sv' : 'en')

/** Keeps a choice in the browser. A session for it would let any site's link fill the server. */
export const languageCookie = (language: PageLanguage): string => `${cookieName}=${language}; Path=/; SameSite=Lax`
