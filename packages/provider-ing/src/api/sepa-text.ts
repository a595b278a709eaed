/** What ING takes in names, remittance texts and references: the SEPA set, and nothing else. */
const allowed = /^[a-zA-Z0-9?:()./,'+ -]+$/

export const isSepaText = (text: string): boolean => allowed.test(text)

/** The first character that is not allowed, for an error that can be acted upon. */
export const firstForbidden = (text: string): string | undefined =>
  [...text].find((character) => !allowed.test(character))

/** Letters that lose more than an accent, and signs with a customary stand-in (EPC217-08). */
const replacements: Readonly<Record<string, string>> = {
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  Æ: 'AE',
  æ: 'ae',
  Ø: 'O',
  ø: 'o',
  Œ: 'OE',
  œ: 'oe',
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Þ: 'TH',
  þ: 'th',
  '€': 'EUR',
  '&': '+',
  '@': '(at)',
  _: '-',
  '“': "'",
  '”': "'",
  '"': "'",
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  ';': ',',
  '!': '.',
}

/** Writes a text in the SEPA set: stand-ins first, then letters without their accents, then `.` for what is left. */
export const toSepaText = (text: string): string =>
  [...text.normalize('NFC').replace(/\s+/g, ' ')]
    .map((character) => replacements[character] ?? withoutAccents(character))
    .join('')

const withoutAccents = (character: string): string => {
  const plain = character.normalize('NFD').replace(/\p{M}+/gu, '')
  return allowed.test(plain) ? plain : plain === '' ? '' : '.'
}
