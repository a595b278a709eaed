import type { CapturedRequest } from './explanation.ts'

/** Where the empty line is: the headers' end and the body's start. */
const blankLine = (bytes: Buffer): readonly [end: number, start: number] | undefined => {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    const next = bytes[at + 1] === 13 ? at + 2 : at + 1
    if (bytes[next] === 10) return [at, next + 1]
  }
  return undefined
}

/**
 * A request as it stands in a file: request line, headers, an empty line, the body's bytes. Lines above the body may
 * end in LF or CR LF; of the body not one byte is touched. A string says what is wrong.
 *
 * @example
 * const request = parseCapturedRequest(await readFile('request.http'))
 */
export const parseCapturedRequest = (bytes: Uint8Array): CapturedRequest | string => {
  const all = Buffer.from(bytes)
  const [end, start] = blankLine(all) ?? [all.length, all.length]
  const [first = '', ...rest] = all
    .subarray(0, end)
    .toString('utf8')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
  const [, method, url] = /^(\S+) (\S+)( HTTP\/\d(?:\.\d)?)?$/.exec(first) ?? []
  if (method === undefined || url === undefined) return 'The first line must be “METHOD /path HTTP/1.1”.'
  const headers: (readonly [string, string])[] = []
  for (const line of rest.filter((each) => each !== '')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon))
    if (!/^[^\s]+$/.test(name)) return `Line ${headers.length + 2} is no header: “${line.slice(0, 40)}”.`
    headers.push([name, line.slice(colon + 1).trim()])
  }
  const target = url.replace(/^https?:\/\/[^/?]+/i, '')
  return { method, target: target === '' ? '/' : target, headers, body: all.subarray(start) }
}

/**
 * The same, written; what `parseCapturedRequest` reads.
 *
 * @example
 * await writeFile('request.http', formatCapturedRequest(request))
 */
export const formatCapturedRequest = ({ method, target, headers, body }: CapturedRequest): Uint8Array =>
  Buffer.concat([
    Buffer.from(
      `${method} ${target} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    ),
    body,
  ])
