/** The four parameters of a draft-cavage signature. */
export interface SignatureParameters {
  readonly keyId: string
  readonly algorithm: string
  readonly headers: readonly string[]
  readonly signature: Buffer
}

const NAMES = ['keyId', 'algorithm', 'headers', 'signature'] as const

const split = (text: string): Map<string, string> | string => {
  const found = new Map<string, string>()
  let rest = text
  while (rest !== '') {
    const match = /^\s*([A-Za-z]+)="([^"]*)"\s*(,|$)/.exec(rest)
    if (!match) return `Unreadable from "${rest.slice(0, 24)}": each parameter is name="value"`
    const [whole, name = '', value = '', separator] = match
    if (found.has(name)) return `${name} is given twice`
    found.set(name, value)
    rest = rest.slice(whole.length)
    if (separator === ',' && rest.trim() === '') return 'There is a comma at the end'
  }
  return found
}

/** `keyId="...",algorithm="...",headers="...",signature="..."` without a prefix; a string says what is wrong. */
export const parseSignatureHeader = (text: string): SignatureParameters | string => {
  if (/^signature\s/i.test(text)) return 'The value begins with "Signature ", which belongs into Authorization alone'
  const found = split(text)
  if (typeof found === 'string') return found
  const [keyId, algorithm, headers, signature] = NAMES.map((name) => found.get(name))
  if (keyId === undefined || algorithm === undefined || headers === undefined || signature === undefined) {
    return `Missing: ${NAMES.filter((name) => !found.has(name)).join(', ')}`
  }
  const bytes = Buffer.from(signature, 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== signature) {
    return 'The signature is not standard base64 with padding'
  }
  return { keyId, algorithm, headers: headers.split(' '), signature: bytes }
}
