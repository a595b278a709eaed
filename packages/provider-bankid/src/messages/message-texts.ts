import { type RecommendedText, recommendedTexts } from './recommended-texts.ts'

/** Texts of the service's own, by language and short name: they replace BankID's, and may add languages. */
export type OwnTexts = Readonly<Record<string, Readonly<Partial<Record<RecommendedText, string>>>>>

/** A message in every language that has it. */
export type MessageTexts = (name: RecommendedText) => Readonly<Record<string, string>>

/** BankID's recommended texts with the service's own over them. A language without a text of that name lacks it. */
export const createMessageTexts = (own: OwnTexts = {}): MessageTexts => {
  const languages = Object.entries(own)
  const made = new Map<RecommendedText, Readonly<Record<string, string>>>()
  const make = (name: RecommendedText): Readonly<Record<string, string>> =>
    Object.freeze({
      ...recommendedTexts[name],
      ...Object.fromEntries(
        languages.flatMap(([language, texts]) => {
          const text = texts[name]
          return text === undefined ? [] : [[language, text] as const]
        }),
      ),
    })
  return (name) => {
    // Shared: thousands of orders wait under the same few texts.
    const texts = made.get(name) ?? make(name)
    made.set(name, texts)
    return texts
  }
}
