import type { Schemas } from '../../api/client.ts'

/** Only a bank’s page: never a script, never another scheme. Plain HTTP is for a bank that is simulated on this machine. */
export const isBankPage = (url: string): boolean => {
  try {
    const { protocol, hostname } = new URL(url)
    return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(hostname))
  } catch {
    return false
  }
}

/** Sends this browser to the bank’s own page. False where there is none: the person acts here, or elsewhere. */
export const goToBank = ({ kind, view }: Schemas['Challenge']): boolean => {
  if (kind !== 'redirect' || view.url === undefined || !isBankPage(view.url)) return false
  location.assign(view.url)
  return true
}
