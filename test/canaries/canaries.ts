/** Strings that must never be seen outside the wire and the encrypted store. */
export interface Canaries {
  /** Everything that a request or an answer of a bank carries in secret; `text` is JSON, a form or a query. */
  fromWire(text: string): void
  fromHeaders(headers: readonly (readonly [name: string, value: string])[]): void
  /** A key as PEM: each of its lines. */
  fromPem(pem: string): void
  add(kind: string, value: string): void
  readonly size: number
  readonly kinds: readonly string[]
  /** One of each kind that a bank knows of. */
  samples(): readonly string[]
  /** Which of them stand in the text, in whatever form: named by kind and by what they look like there. */
  findIn(text: string): readonly string[]
}

/** Members of JSON, form fields and query parameters whose value is a secret or personal; `code` only outside JSON. */
const secretNames =
  /^(access_token|refresh_token|id_token|client_secret|token|secret|api_?key|qrStartToken|qrStartSecret|autoStartToken|personalNumber|userNumber|signature|ocspResponse)$/i

const secretHeaders = /^(authorization|x-bunq-client-authentication)$/i

/** Never sent to a bank. */
const oursAlone = /^(private key|passphrase|master key)$/

/** Long enough to be an IBAN of the banks that are simulated, and of their customers' creditors. */
const ibans = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}[A-Z0-9]{11,30}(?![A-Za-z0-9])/g

/** Shorter ones would be found by accident. */
const shortest = 8

const formsOf = (value: string): readonly string[] => {
  const bytes = Buffer.from(value)
  const grouped = value.match(/.{1,4}/g)?.join(' ') ?? value
  return [
    value,
    grouped,
    encodeURIComponent(value),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ]
}

export const createCanaries = (): Canaries => {
  const known = new Set<string>()
  const newest = new Map<string, string>()
  const byStart = new Map<string, { readonly form: string; readonly kind: string }[]>()
  const add = (kind: string, value: string): void => {
    if (value.length < shortest) return
    newest.set(kind, value)
    if (known.has(value)) return
    known.add(value)
    for (const form of new Set(formsOf(value))) {
      const start = form.slice(0, shortest)
      const entries = byStart.get(start)
      if (entries === undefined) byStart.set(start, [{ form, kind }])
      else entries.push({ form, kind })
    }
  }
  const walk = (value: unknown, name: string): void => {
    if (typeof value === 'string') {
      if (secretNames.test(name)) add(name, value)
    } else if (Array.isArray(value)) for (const item of value) walk(item, name)
    else if (value !== null && typeof value === 'object') {
      for (const [key, member] of Object.entries(value)) walk(member, key)
    }
  }
  return {
    add,
    get size() {
      return known.size
    },
    get kinds() {
      return [...newest.keys()]
    },
    samples: () => [...newest].filter(([kind]) => !oursAlone.test(kind)).map(([, value]) => value),
    fromWire: (text) => {
      for (const [iban] of text.matchAll(ibans)) add('iban', iban)
      try {
        walk(JSON.parse(text), '')
      } catch {
        for (const [name, value] of new URLSearchParams(text.replace(/^[^?]*\?/, ''))) {
          walk(value, name === 'code' ? 'token' : name)
        }
      }
    },
    fromHeaders: (headers) => {
      for (const [name, value] of headers) {
        if (secretHeaders.test(name)) add(name, value.replace(/^(Bearer|Basic) /i, '').replace(/^Signature .*$/s, ''))
      }
    },
    fromPem: (pem) => {
      for (const line of pem.split('\n')) if (!line.startsWith('-----')) add('private key', line.trim())
    },
    findIn: (text) => {
      const found = new Set<string>()
      for (let index = 0; index + shortest <= text.length; index++) {
        for (const { form, kind } of byStart.get(text.slice(index, index + shortest)) ?? []) {
          if (text.startsWith(form, index)) found.add(`${kind} at “${text.slice(Math.max(0, index - 60), index)}…”`)
        }
      }
      return [...found]
    },
  }
}
