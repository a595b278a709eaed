/** Half of a secret is not recognised as one: a cut goes back to the last blank, or by so much. */
const longestWord = 512

/** The first characters of a text, at most `longest`, without the word in which the cut falls. */
export const cutText = (text: string, longest: number): string => {
  if (text.length <= longest) return text
  const blank = text.lastIndexOf(' ', longest)
  return text.slice(0, Math.max(blank, longest - longestWord, 0))
}
