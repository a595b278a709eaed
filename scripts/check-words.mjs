// Plain technical English: words that the field does not use this way. Usage: node scripts/check-words.mjs [ROOT]
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './setup.mjs'

const folders = ['packages', 'docs', 'scripts', 'test', 'examples']
const texts = /\.(?:ts|tsx|mjs|cjs|md|css)$/
/** Texts in other languages. */
const isForeign = (path) => /[\\/]i18n[\\/](?!en[.-])/.test(path)
const skipped = new Set(['node_modules', 'dist', '.readme'])

/** Pattern and what to write in its place. */
const words = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix, repair, correct'],
  [/\bwho(?:m)?ever\b/i, 'name the person or the program'],
  [/\bnobody (?:foresaw|else)\b/i, 'say who, or what happened'],
  [/\b(?:front[ -])?doors?\b/i, 'entry point, index'],
  [/\btold\b/i, 'reported, named, given, distinguished'],
  [/\baloud\b/i, 'leave it out'],
  [/\bletter for letter\b/i, 'exactly'],
  [/\b(?:letGo|Nap|Payday|IngDesk|mostKept|comesBack)\b/, 'a usual name'],
  [/\b\w+Wish\b/, '…Request, …Options'],
]

const filesUnder = (folder) =>
  readdirSync(folder).flatMap((name) => {
    if (skipped.has(name)) return []
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return filesUnder(path)
    return texts.test(name) && !isForeign(path) && !['check-words.mjs', 'source-checks.test.ts'].includes(name)
      ? [path]
      : []
  })

/** @returns `path:line: “word”; write …` for each find */
export const checkWords = (top) =>
  [
    ...readdirSync(top)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(top, name)),
    ...folders.flatMap((folder) => filesUnder(join(top, folder))),
  ].flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        words.flatMap(([pattern, instead]) => {
          const found = pattern.exec(line)?.[0]
          return found === undefined ? [] : [`${relative(top, path)}:${index + 1}: “${found}”; write: ${instead}`]
        }),
      ),
  )

if (process.argv[1]?.endsWith('check-words.mjs')) {
  const finds = checkWords(process.argv[2] ?? root)
  for (const find of finds) console.error(find)
  if (finds.length > 0) process.exitCode = 1
  else console.log('The words are plain.')
}
