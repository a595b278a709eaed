export interface LaunchOptions {
  /** Where the app sends the person back, where the order has no `returnUrl` of its own. */
  readonly redirect?: string
}

/** Opens the app on iOS and Android: a universal link. The token is a bearer secret of this browser session. */
export const mobileLaunchLink = (autoStartToken: string, { redirect }: LaunchOptions = {}): string =>
  `https://app.bankid.com/?autostarttoken=${encodeURIComponent(autoStartToken)}&redirect=${toParameter(redirect)}`

/** Opens the program on Windows, macOS and other desktops, and the app where universal links do not work. */
export const desktopLaunchLink = (autoStartToken: string, { redirect }: LaunchOptions = {}): string =>
  `bankid:///?autostarttoken=${encodeURIComponent(autoStartToken)}&redirect=${toParameter(redirect)}`

const toParameter = (redirect: string | undefined): string =>
  redirect === undefined ? 'null' : encodeURIComponent(redirect)

export interface BrowserLaunch {
  readonly userAgent: string
  /** The page that shows the button: iOS Safari comes back to it. Of no use when the order has a `returnUrl`. */
  readonly pageUrl?: string
}

export interface BrowserLaunchLink {
  readonly url: string
  /** BankID wants it on the link, to compare the origin with `web.referringDomain`. */
  readonly referrerPolicy: 'origin'
  readonly mobile: boolean
  /** The browser opens apps only after the person's own click: show a button. */
  readonly needsClick: boolean
}

/** How iOS browsers are brought back to the front; others return by hand (reference section 10). */
const iosReturns: readonly (readonly [mark: RegExp, redirect: string | undefined])[] = [
  [/CriOS/, 'googlechrome://'],
  [/FxiOS/, 'firefox://'],
  [/EdgiOS|OPT\/|OPiOS|DuckDuckGo|GSA\//, undefined],
]

/** The link for this browser: universal link, or `bankid:` where those do not work. */
export const browserLaunchLink = (
  launchUrlOrToken: string,
  { userAgent, pageUrl }: BrowserLaunch,
): BrowserLaunchLink => {
  const autoStartToken = tokenOf(launchUrlOrToken)
  const referrerPolicy = 'origin'
  if (/iPhone|iPad|iPod/.test(userAgent)) {
    const own = iosReturns.find(([mark]) => mark.test(userAgent))
    const redirect = own === undefined ? pageUrl : own[1]
    const url = mobileLaunchLink(autoStartToken, redirect === undefined ? {} : { redirect })
    return { url, referrerPolicy, mobile: true, needsClick: true }
  }
  if (/Android/.test(userAgent)) {
    const isOther = /Firefox|OPR\/|Opera/.test(userAgent)
    const hasAppLinks = !isOther && /Chrome\/|EdgA\//.test(userAgent)
    const url = (hasAppLinks ? mobileLaunchLink : desktopLaunchLink)(autoStartToken)
    return { url, referrerPolicy, mobile: true, needsClick: !isOther }
  }
  return { url: desktopLaunchLink(autoStartToken), referrerPolicy, mobile: false, needsClick: false }
}

const tokenOf = (launchUrlOrToken: string): string => {
  const url = URL.canParse(launchUrlOrToken) ? new URL(launchUrlOrToken) : undefined
  return url?.searchParams.get('autostarttoken') ?? launchUrlOrToken
}
