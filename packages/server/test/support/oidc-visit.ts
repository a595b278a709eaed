import { type PlainApi, plainUrl } from './open-plain-api.ts'

/** A browser that signs in by the OpenID provider; with what it keeps and where it is sent. */
export const openOidcBrowser = (server: PlainApi) => {
  const jar = new Map<string, string>()
  const visit = async (path: string, cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')) => {
    const request = new Request(`${plainUrl}${path}`, { headers: cookie === '' ? {} : { Cookie: cookie } })
    const response = await server.api.fetch(request, { peer: '127.0.0.1' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ')
      const [name = '', value = ''] = pair.split('=')
      if (attributes.includes('Max-Age=0')) jar.delete(name)
      else jar.set(name, value)
    }
    return { status: response.status, location: response.headers.get('location'), text: await response.text(), cookie }
  }
  /** To the provider and back: the path of the callback, with what the provider gave. */
  const consent = async (): Promise<string> => {
    const { location, text } = await visit('/auth/oidc/start')
    if (location === null) throw new Error(`Not sent to the provider: ${text}`)
    const back = (await fetch(location, { redirect: 'manual' })).headers.get('location')
    if (back === null) throw new Error('The provider sent nobody back.')
    return back.slice(plainUrl.length)
  }
  return {
    visit,
    consent,
    signIn: async () => visit(await consent()),
    /** Who the server takes it for. */
    whoAmI: async (): Promise<Readonly<Record<string, unknown>>> => JSON.parse((await visit('/auth/session')).text),
    jar,
  }
}
