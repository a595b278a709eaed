import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type CreditTransfer, toMoney } from '@nostro/core'
import { z } from 'zod'
import { toAmount, toParty, usage } from './bunq-input.ts'

const entrySchema = z.strictObject({
  /** Text: a JSON number would be a float before anybody sees it. */
  amount: z.string({ error: 'must be text, such as "12.50"' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters')
    .default('EUR'),
  to: z.string(),
  name: z.string().optional(),
  text: z.string().default(''),
})

type Entry = z.infer<typeof entrySchema>

/** Entries of `--entry 'AMOUNT;TO;TEXT;NAME'` and of `--file`, a JSON list of `{amount, currency?, to, name?, text?}`. */
export const readEntries = (
  { entry = [], file }: { readonly entry?: readonly string[]; readonly file?: string },
  cwd: string,
): readonly CreditTransfer[] => {
  const entries = [...entry.map(fromOption), ...(file === undefined ? [] : readFile(resolve(cwd, file)))]
  if (entries.length > 0) return entries.map(toTransfer)
  throw usage('The draft has no entry.', "Give --entry 'AMOUNT;TO;TEXT;NAME', repeatable, or --file FILE.")
}

const fromOption = (text: string): Entry => {
  const [amount = '', to = '', description = '', name, ...rest] = text.split(';').map((part) => part.trim())
  if (to === '' || rest.length > 0) {
    throw usage(
      'An entry is not of the form AMOUNT;TO;TEXT;NAME.',
      "For example --entry '12.50;bravo@bunq.com;Drinks'.",
    )
  }
  return { amount, currency: 'EUR', to, text: description, name }
}

const readFile = (path: string): readonly Entry[] => {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw usage(
      `${path} cannot be read as JSON.`,
      'It must hold a list such as [{"amount": "12.50", "to": "bravo@bunq.com"}].',
    )
  }
  const parsed = z.array(entrySchema).safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw usage(`${path}: ${issue?.path.join('.') || 'the list'}: ${issue?.message ?? 'is wrong'}.`, 'Nothing was sent.')
}

const toTransfer = ({ amount, currency, to, name, text }: Entry, index: number): CreditTransfer => {
  const exact = toAmount(amount)
  if (exact === undefined) {
    throw usage(`Entry ${index + 1}: the amount is not like 12.50.`, 'Positive, a point, at most two decimals.')
  }
  return { amount: toMoney(exact, currency), creditor: toParty(to, name), remittanceInformation: text }
}
