import type { AuthFields, Requirement, SignFields } from '../api/order-fields.ts'

export interface FromV5<Fields> {
  readonly fields: Fields
  /** What behaves differently now: read once, when you move. */
  readonly notices: readonly string[]
}

type V5Body = Readonly<Record<string, unknown>>

/** Members of v5's `requirement` that are gone, and what took their place (reference section 15). */
const gone: Readonly<Record<string, string>> = {
  autoStartTokenRequired: 'every order is started by QR code or link now.',
  tokenStartRequired: 'every order is started by QR code or link now.',
  issuerCn: 'there is nothing in its place.',
}

/**
 * The body of a v5 or v5.1 `auth` or `sign` as fields of v6.0. v6.0 refuses the old body as it stands.
 * A personal number restricts who may finish the order; it starts no app any more.
 *
 * @example
 * const { fields, notices } = fromV5({ personalNumber, endUserIp })
 */
export const fromV5 = <Body extends V5Body>(
  body: Body,
): FromV5<Body extends { readonly userVisibleData: string } ? SignFields : AuthFields> => {
  const { personalNumber, requirement: old, ...rest } = body as V5Body
  const notices: string[] = []
  const entries = Object.entries((old ?? {}) as V5Body).flatMap(([name, value]): [string, unknown][] => {
    if (Object.hasOwn(gone, name)) {
      notices.push(`requirement.${name} is removed: ${gone[name]}`)
      return []
    }
    if (name === 'allowFingerprint') {
      notices.push('requirement.allowFingerprint is removed: requirement.pinCode is its inverse.')
      return [['pinCode', value === false]]
    }
    if (name === 'mrtdRequired') {
      notices.push('requirement.mrtdRequired is now requirement.mrtd.')
      return [['mrtd', value]]
    }
    return [[name, value]]
  })
  if (personalNumber !== undefined) {
    notices.push('personalNumber starts no app any more: show a QR code or a start link. It only says who may finish.')
    entries.push(['personalNumber', personalNumber])
  }
  // v5 let a fingerprint do for logging in and not for signing; v6.0 lets it do for both.
  if (rest['userVisibleData'] !== undefined && !entries.some(([name]) => name === 'pinCode')) {
    notices.push('v5 wanted the security code for a signature; v6.0 does so with requirement.pinCode alone.')
    entries.push(['pinCode', true])
  }
  const requirement: Requirement = Object.fromEntries(entries)
  // The caller's own fields go through unread: they are checked before the order is sent.
  const fields = entries.length === 0 ? rest : { ...rest, requirement }
  return { fields: fields as never, notices }
}
