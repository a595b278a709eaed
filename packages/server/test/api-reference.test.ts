import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openPlainApi } from './support/open-plain-api.ts'

const file = join(import.meta.dirname, '../../../docs/api.md')

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
  }
}

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const members = ({ components }: Document, schema: Schema | undefined): string => {
  const name = schema?.$ref?.split('/').at(-1)
  const { properties = {}, required = [] } = (name === undefined ? schema : components.schemas[name]) ?? {}
  return Object.keys(properties)
    .map((member) => (required.includes(member) ? `\`${member}\`` : `\`${member}?\``))
    .join(' ')
}

const render = (document: Document): string => {
  const lines = [
    '# The API',
    '',
    'Every route of `nostro serve`, made from the document at `/openapi.json`, which has the schemas. A question mark stands behind what may be left out.',
  ]
  const scopeOf = ({ security = [] }: Operation): string => {
    const scope = security.flatMap((one) => one['token'] ?? [])[0]
    return scope === undefined ? 'none' : `\`${scope}\``
  }
  for (const { name, description } of document.tags) {
    const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation.tags?.[0] === name)
        .map(([method, operation]) => {
          const query = (operation.parameters ?? [])
            .filter((parameter) => parameter.in !== 'path')
            .map((parameter) => `\`${parameter.name}${parameter.required === true ? '' : '?'}\``)
          const body = members(document, operation.requestBody?.content?.['application/json']?.schema)
          const takes = [query.join(' '), body].filter((part) => part !== '').join(' · ')
          return `| \`${method.toUpperCase()} ${path}\` | ${scopeOf(operation)} | ${operation.summary ?? ''} | ${takes} |`
        }),
    )
    if (rows.length === 0) continue
    lines.push(
      '',
      `## ${name}`,
      '',
      description,
      '',
      '| route | scope | what | takes |',
      '| --- | --- | --- | --- |',
      ...rows,
    )
  }
  return `${lines.join('\n')}\n`
}

it('docs/api.md is what the OpenAPI document says (NOSTRO_WRITE_DOCS=1 writes it)', async () => {
  const server = await openPlainApi({ settings: { backOffice: { instance: 'memory', clientId: 'c' } } })
  try {
    const document = server.api.document as unknown as Document
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
    for (const { operationId, summary, tags = [], requestBody } of operations) {
      expect([operationId, typeof summary, tags.length]).toEqual([expect.any(String), 'string', 1])
      expect(document.tags.map(({ name }) => name)).toContain(tags[0])
      // A body that is not required would pass unread.
      expect([operationId, requestBody === undefined || requestBody.required === true]).toEqual([operationId, true])
    }
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const text = render(document)
    if (process.env['NOSTRO_WRITE_DOCS'] === '1') writeFileSync(file, text)
    expect(readFileSync(file, 'utf8')).toBe(text)
  } finally {
    await server.close()
  }
})
