/** `EEE, dd MMM yyyy HH:mm:ss GMT` (RFC 9110 5.6.7, IMF-fixdate) to epoch milliseconds. */
export const parseHttpDate = (text: string, allowUnpaddedDay = false): number | undefined => {
  const padded = allowUnpaddedDay ? text.replace(/^([A-Z][a-z]{2}, )(\d )/, '$10$2') : text
  const at = Date.parse(padded)
  return Number.isNaN(at) || new Date(at).toUTCString() !== padded ? undefined : at
}
