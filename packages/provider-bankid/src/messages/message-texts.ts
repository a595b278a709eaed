import { type MessageCode, recommendedTexts } from './recommended-texts.ts'

/** The service's own texts, by language and code: they replace BankID's, and may add languages. */
export type OwnTexts = Readonly<Record<string, Readonly<Partial<Record<MessageCode, string>>>>>

/** A text in every language that has it, by its code: `texts('RFA1').sv`. */
export type MessageTexts = (code: MessageCode) => Readonly<Record<string, string>>

/**
 * BankID's recommended texts with the service's own over them. A language without a text of that code is absent.
 *
 * @example createMessageTexts({ fi: { RFA1: 'Avaa BankID.' } })('RFA1') // { sv, en, fi }
 */
export const createMessageTexts = (own: OwnTexts = {}): MessageTexts => {
  const languages = Object.entries(own)
  const made = new Map<MessageCode, Readonly<Record<string, string>>>()
  const make = (code: MessageCode): Readonly<Record<string, string>> =>
    Object.freeze({
      ...recommendedTexts[code],
      ...Object.fromEntries(
        languages.flatMap(([language, texts]) => {
          const text = texts[code]
          return text === undefined ? [] : [[language, text] as const]
        }),
      ),
    })
  return (code) => {
    // Shared: thousands of orders wait under the same few texts.
    const texts = made.get(code) ?? make(code)
    made.set(code, texts)
    return texts
  }
}
