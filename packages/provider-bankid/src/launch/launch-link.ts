/** How the app returns. */
export interface LaunchOptions {
  /** Where the app sends the person back, where the order has no `returnUrl` of its own. */
  readonly redirect?: string | undefined
}

/**
 * Opens the app on iOS and Android: a universal link or app link. The token is a bearer secret of this browser session.
 * @example mobileLaunchLink(token) // 'https://app.bankid.com/?autostarttoken=…&redirect=null'
 */
export const mobileLaunchLink = (autoStartToken: string, { redirect }: LaunchOptions = {}): string =>
  `https://app.bankid.com/?autostarttoken=${encodeURIComponent(autoStartToken)}&redirect=${toParameter(redirect)}`

/**
 * Opens the program on Windows, macOS and other desktops.
 * @example desktopLaunchLink(token) // 'bankid:///?autostarttoken=…&redirect=null'
 */
export const desktopLaunchLink = (autoStartToken: string, { redirect }: LaunchOptions = {}): string =>
  `bankid:///?autostarttoken=${encodeURIComponent(autoStartToken)}&redirect=${toParameter(redirect)}`

const toParameter = (redirect: string | undefined): string =>
  redirect === undefined ? 'null' : encodeURIComponent(redirect)

/** What is known of the browser that is to start the app. */
export interface BrowserLaunch {
  readonly userAgent: string
  /** The page that shows the button: iOS Safari comes back to it. Of no use when the order has a `returnUrl`. */
  readonly pageUrl?: string | undefined
}

/** The link for a browser, and how the page is to use it. */
export interface BrowserLaunchLink {
  readonly url: string
  /** BankID wants it on the link, to compare the origin with `web.referringDomain`. */
  readonly referrerPolicy: 'origin'
  readonly mobile: boolean
  /** The browser opens apps only after the person's own click: show a button. Otherwise click the link by script. */
  readonly needsClick: boolean
}

/** Marks of iOS browsers and in-app browsers that are not Safari; most in-app browsers lack `Version/` as well. */
const notSafari =
  /CriOS|FxiOS|EdgiOS|OPT\/|OPX\/|OPiOS|GSA\/|DuckDuckGo|Ddg\/|YaBrowser|Focus\/|Klar\/|Instagram|FBA[NV]\/|FB_IAB|Snapchat|LinkedInApp|Twitter|Pinterest|TikTok|musical_ly|Bytedance|Line\/|MicroMessenger/i

/** Addresses that bring an iOS browser to the front as it was. Other browsers than these are gone back to by hand. */
const iosSchemes: readonly (readonly [mark: RegExp, scheme: string])[] = [
  [/CriOS/, 'googlechrome://'],
  [/FxiOS/, 'firefox://'],
]

/** An http address opens in Safari or the default browser: it is given to Safari alone. */
const iosRedirect = (userAgent: string, pageUrl: string | undefined): string | undefined => {
  const isSafari = /Version\/[\d.]+.*Safari\//.test(userAgent) && !notSafari.test(userAgent)
  return isSafari ? pageUrl : iosSchemes.find(([mark]) => mark.test(userAgent))?.[1]
}

/**
 * The link for this browser, by BankID's guidance of 2026: the app link on iOS and on every browser of Android, `bankid:`
 * on computers; started without a click on iOS and in Firefox and Opera on Android.
 *
 * @param launchUrlOrToken `launchUrl` of a challenge, or BankID's `autoStartToken`
 * @example browserLaunchLink(launchUrl, { userAgent, pageUrl: 'https://rp.example/login' }).url
 */
export const browserLaunchLink = (
  launchUrlOrToken: string,
  { userAgent, pageUrl }: BrowserLaunch,
): BrowserLaunchLink => {
  const autoStartToken = tokenOf(launchUrlOrToken)
  const referrerPolicy = 'origin'
  if (/iPhone|iPad|iPod/.test(userAgent)) {
    const url = mobileLaunchLink(autoStartToken, { redirect: iosRedirect(userAgent, pageUrl) })
    return { url, referrerPolicy, mobile: true, needsClick: false }
  }
  if (/Android/.test(userAgent)) {
    const needsClick = !/Firefox\/|OPR\/|Opera/.test(userAgent)
    return { url: mobileLaunchLink(autoStartToken), referrerPolicy, mobile: true, needsClick }
  }
  return { url: desktopLaunchLink(autoStartToken), referrerPolicy, mobile: false, needsClick: false }
}

const tokenOf = (launchUrlOrToken: string): string => {
  const url = URL.canParse(launchUrlOrToken) ? new URL(launchUrlOrToken) : undefined
  return url?.searchParams.get('autostarttoken') ?? launchUrlOrToken
}
