import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../src')

/** Constants of our own that stand in texts of SQL: names of columns and conditions, never a value. */
const allowed = new Set([
  'columns',
  'userColumns',
  'living',
  'userLives',
  'ofUser',
  'activeUser',
  "userIsActive('user_id')",
  'where',
  'condition',
  'which',
  'keptJobs',
])

/** What is put into a text of SQL. */
const insertionsIn = (source: string): readonly string[] =>
  [...source.matchAll(/`([^`]*)`/g)]
    .map(([, text = '']) => text)
    .filter((text) => /^\s*(select|insert into|update|delete from|with)\s/.test(text))
    .flatMap((text) => [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, inserted = '']) => inserted.trim()))

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
  .map((entry) => join(entry.parentPath, entry.name))

describe('1.2.4: texts of SQL hold no values, which are bound', () => {
  it('in the sources of the server only names of our own are put into them', () => {
    const found = files.flatMap((file) =>
      insertionsIn(readFileSync(file, 'utf8'))
        .filter((inserted) => !allowed.has(inserted))
        .map((inserted) => `${relative(root, file)}: ${inserted}`),
    )
    expect(found).toEqual([])
  })

  it('would find one', () => {
    const planted = ['query(`select id from t where name = ', '{name}`)'].join('$')
    expect(insertionsIn(planted)).toEqual(['name'])
  })
})
