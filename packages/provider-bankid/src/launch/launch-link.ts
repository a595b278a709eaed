export interface LaunchOptions {
  /** Where the app sends the person back, where the order has no `returnUrl` of its own. */
  readonly redirect?: string
}

/** Opens the app on iOS and Android: a universal link. The token is a bearer secret of this browser session. */
export const mobileLaunchLink = (autoStartToken: string, { redirect }: LaunchOptions = {}): string =>
  `https://app.bankid.com/?autostarttoken=${autoStartToken}&redirect=${toParameter(redirect)}`

/** Opens the program on Windows, macOS and other desktops, and the app where universal links do not work. */
export const desktopLaunchLink = (autoStartToken: string, { redirect }: LaunchOptions = {}): string =>
  `bankid:///?autostarttoken=${autoStartToken}&redirect=${toParameter(redirect)}`

const toParameter = (redirect: string | undefined): string =>
  redirect === undefined ? 'null' : encodeURIComponent(redirect)
