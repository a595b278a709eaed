import type { FileOptions } from '@nostro/core'
import { z } from 'zod'
import { builtInProviders, loadProviderModule, type ProviderImporters } from '../banks/load-provider-module.ts'
import { configSchema, instanceName } from './config-schema.ts'

type JsonSchema = { [key: string]: unknown }

/**
 * The JSON Schema (2020-12) of a configuration file, for editors: options of each built-in provider that is installed.
 *
 * @example
 * writeFileSync('nostro.schema.json', JSON.stringify(await configJsonSchema(process.cwd()), null, 2))
 */
export const configJsonSchema = async (folder: string, importers: ProviderImporters = {}): Promise<JsonSchema> => {
  const banks: JsonSchema[] = []
  for (const name of builtInProviders) {
    const module = await loadProviderModule(name, folder, importers).catch(() => undefined)
    if (module?.optionsSchema instanceof z.ZodObject)
      banks.push(bankSchema(name, module.optionsSchema, module.fileOptions))
  }
  const whole = toJson(configSchema)
  const properties = whole['properties'] as JsonSchema
  const named = Object.fromEntries(builtInProviders.map((name) => [name, { $ref: `#/$defs/${name}` }]))
  const known = banks.map((bank) => String(bank['title']))
  properties['banks'] = {
    type: 'object',
    description: 'Banks by the names that the program gives them.',
    propertyNames: { pattern: instanceName.source },
    properties: Object.fromEntries(Object.entries(named).filter(([name]) => known.includes(name))),
    additionalProperties: { type: 'object', required: ['provider'], properties: { provider: { type: 'string' } } },
  }
  return {
    ...whole,
    title: 'Nostro configuration',
    $defs: Object.fromEntries(banks.map((bank) => [bank['title'], bank])),
  }
}

const toJson = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema

/** The provider's options as a configuration gives them: contents of files are paths, and secrets may stand in files. */
const bankSchema = (name: string, schema: z.ZodObject, fileOptions: FileOptions = {}): JsonSchema => {
  const { $schema: _dialect, ...json } = toJson(schema)
  const properties = { ...(json['properties'] as Record<string, JsonSchema>) }
  for (const [place, kind] of Object.entries(fileOptions)) if (!place.includes('.')) properties[place] = pathsOf(kind)
  for (const [option, value] of Object.entries(properties)) {
    if (value['type'] === 'string' && /key|secret|token|url/i.test(option) && !Object.hasOwn(fileOptions, option))
      properties[`${option}File`] = { type: 'string', description: `Path of a file that holds \`${option}\`.` }
  }
  const required = (json['required'] as readonly string[] | undefined)?.filter(
    (option) => properties[`${option}File`] === undefined,
  )
  return { ...json, title: name, properties: { ...properties, provider: { type: 'string' } }, required: required ?? [] }
}

const path = { type: 'string', description: 'Path of a file, relative to the configuration.' }

const pathsOf = (kind: FileOptions[string]): JsonSchema => {
  if (kind === 'text') return path
  const pair = { type: 'object', properties: { certificate: path, key: path, passphrase: { type: 'string' } } }
  if (kind === 'key-pair') return { ...pair, required: ['certificate', 'key'] }
  const container = { pkcs12: path, passphrase: { type: 'string' }, alias: { type: 'string' } }
  return {
    anyOf: [
      { ...pair, required: ['certificate', 'key'], additionalProperties: false },
      { type: 'object', properties: container, required: ['pkcs12', 'passphrase'], additionalProperties: false },
    ],
  }
}
