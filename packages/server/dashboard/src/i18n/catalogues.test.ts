import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { de } from './de.ts'
import { en } from './en.ts'
import { nl } from './nl.ts'
import { sv } from './sv.ts'

const others = { nl, sv, de } as const
const placeholders = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).toSorted()

/** Words that are the same in several languages: names, abbreviations, and a few that are. */
const isOneWord = (text: string): boolean => /^[\p{L}\d{}./ ,()-]{1,28}$/u.test(text)

const sources = (): string => {
  const folder = fileURLToPath(new URL('..', import.meta.url))
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.tsx?$/.test(name) && !/(\.test\.ts|i18n[/\\]\w\w(-\w+)?\.ts|api-(types|words)\.ts)$/.test(name),
    )
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

describe.each(Object.entries(others))('the texts in %s', (_, catalogue) => {
  it('have every key, no other, and no empty text', () => {
    expect(Object.keys(catalogue).toSorted()).toEqual(Object.keys(en).toSorted())
    expect(Object.entries(catalogue).filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('put the same values into each text', () => {
    for (const [key, text] of Object.entries(catalogue))
      expect([key, placeholders(text)]).toEqual([key, placeholders(en[key as keyof typeof en])])
  })

  it('are translated', () => {
    const same = Object.entries(catalogue).filter(([key, text]) => text === en[key as keyof typeof en])
    expect(same.filter(([, text]) => !isOneWord(text))).toEqual([])
  })
})

describe('the texts and the pages', () => {
  const text = sources()
  /** Prefixes that are completed by a word of the API or of a setting. */
  const prefixes = [...text.matchAll(/(?:tWord\('([\w.]+)'|[`]([\w.]+)\.\$\{)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )

  it('no text is left over', () => {
    const used = (key: string): boolean =>
      text.includes(`'${key}'`) ||
      text.includes(`'${key.replace(/\.(one|other)$/, '')}'`) ||
      prefixes.some((prefix) => key.startsWith(`${prefix}.`))
    expect(Object.keys(en).filter((key) => !used(key))).toEqual([])
  })

  it('no page has words of its own', () => {
    const literals = [...text.matchAll(/>\s*([A-Z][a-z]+ [a-z]+[^<>{}]*)</g)].map((match) => match[1])
    expect(literals).toEqual([])
  })
})
