import { NostroError, type PaymentKind, type PaymentRef } from '@nostro/core'

const kinds: ReadonlySet<string> = new Set<PaymentKind>([
  'single',
  'instant',
  'scheduled',
  'periodic',
  'bulk',
  'draft',
  'request',
])

/** One word without blanks or signs that a shell takes for its own: `ing:single:ID:resource=single,product=…`. */
export const paymentRefText = ({ provider, kind, id, details = {} }: PaymentRef): string =>
  [
    provider,
    kind,
    encodeURIComponent(id),
    Object.entries(details)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join(','),
  ].join(':')

/** @throws NostroError `invalid_config` for a text that is no reference */
export const parsePaymentRef = (text: string): PaymentRef => {
  const match = /^([a-z][a-z0-9-]*):([a-z]+):([^:,=\s]+):([^:\s]*)$/.exec(text)
  const [, provider = '', kind = '', id = '', rest = ''] = match ?? []
  try {
    if (match !== null && kinds.has(kind)) {
      const details = Object.fromEntries(
        rest
          .split(',')
          .filter(Boolean)
          .map((pair) => {
            const [name = '', value = ''] = pair.split('=').map(decodeURIComponent)
            return [name, value] as const
          }),
      )
      return {
        provider,
        kind: kind as PaymentKind,
        id: decodeURIComponent(id),
        ...(rest === '' ? {} : { details }),
      }
    }
  } catch {
    // Not encoded as we do it.
  }
  throw new NostroError({
    code: 'invalid_config',
    message: 'This is not the reference of a payment.',
    hint: 'Give the whole word that “nostro pay” printed as reference, such as ing:single:…:resource=…',
  })
}
