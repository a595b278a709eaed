import { refuse } from '../refusal.ts'

/** The fields of an `application/x-www-form-urlencoded` body. */
export type Form = ReadonlyMap<string, string>

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return refuse({
      row: 33,
      status: 400,
      text: 'The request body is not a valid form',
      reason: 'The form has a broken percent encoding',
      received: text,
    })
  }
}

/** Row 33: a form without a field given twice. */
export const readForm = (body: Buffer): Form => {
  const fields = new Map<string, string>()
  for (const pair of body.toString('utf8').split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at < 0 ? pair : pair.slice(0, at))
    if (fields.has(name)) {
      refuse({ row: 33, status: 400, text: `Duplicate parameter ${name}`, reason: `${name} is given twice` })
    }
    fields.set(name, at < 0 ? '' : decode(pair.slice(at + 1)))
  }
  return fields
}

/** Row 33: a parameter that the grant needs. */
export const requiredField = (form: Form, name: string, row = 33): string => {
  const value = form.get(name)
  if (value !== undefined && value !== '') return value
  return refuse({ row, status: 400, text: `Missing parameter ${name}`, reason: `${name} is missing` })
}
