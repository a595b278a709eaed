import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormatsModule from 'ajv-formats'
import { parse } from 'yaml'

type Json = Readonly<Record<string, unknown>>

/** A request as the bank received it, and what it answered, without the bank's own part of the path. */
export interface JudgedExchange {
  readonly method: string
  /** Path and query, such as `/v1/accounts?withBalance=true`. */
  readonly target: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface JudgedAnswer extends Pick<JudgedExchange, 'method' | 'target' | 'body'> {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/** Judges both sides by the OpenAPI file of the standard. Each finding is one sentence. */
export interface OpenApiJudge {
  request(request: JudgedExchange): readonly string[]
  answer(answer: JudgedAnswer): readonly string[]
  /** `METHOD path` of what was judged so far, as the file writes it. */
  judged(): readonly string[]
  /** All operations of the file. */
  readonly operations: readonly string[]
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The file’s schemas as JSON Schema, and stricter: members that a schema does not name are findings too, since the file leaves
 * most objects open.
 */
const toJsonSchema = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toJsonSchema)
  if (!isObject(value)) return value
  const copy = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      // Bodies of steps are distinguished by their members, and an empty one fits several.
      name === 'oneOf' ? 'anyOf' : name,
      // Parts of one object, each of which would refuse the members of the others.
      name === 'allOf' ? member : toJsonSchema(member),
    ]),
  )
  if (value['type'] === 'object' && isObject(value['properties']) && value['additionalProperties'] === undefined)
    copy['additionalProperties'] = false
  // OpenAPI 3.0 writes a boolean beside `minimum`.
  if (value['exclusiveMinimum'] === true) copy['exclusiveMinimum'] = value['minimum']
  if (value['exclusiveMinimum'] === false) delete copy['exclusiveMinimum']
  return copy
}

/** The ajv-formats package is CommonJS, whose default export Node hands over one level deeper than its types say. */
const addFormats = ('default' in addFormatsModule ? addFormatsModule.default : addFormatsModule) as unknown as (
  ajv: Ajv,
) => void

const words = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath === '' ? 'the whole' : instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`

/**
 * Reads the file (OpenAPI 3.0 as YAML).
 *
 * @example
 * const judge = createOpenApiJudge(readFileSync(path, 'utf8'))
 */
export const createOpenApiJudge = (yaml: string): OpenApiJudge => {
  const document = toJsonSchema(parse(yaml)) as Json
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, unicodeRegExp: false })
  addFormats(ajv)
  ajv.addSchema(document, 'api')
  const compiled = new Map<string, ValidateFunction>()
  const judged = new Set<string>()

  const resolve = (value: unknown, at: string): { readonly value: Json; readonly at: string } => {
    const reference = isObject(value) ? value['$ref'] : undefined
    if (typeof reference !== 'string') return { value: isObject(value) ? value : {}, at }
    const found = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((node, name) => (isObject(node) ? node[name] : undefined), document)
    return resolve(found, reference)
  }
  const pointer = (at: string, ...names: readonly string[]): string =>
    [at, ...names.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')))].join('/')
  const validate = (at: string, data: unknown): readonly string[] => {
    const check = compiled.get(at) ?? ajv.compile({ $ref: `api${at}` })
    compiled.set(at, check)
    return check(data) === true ? [] : (check.errors ?? []).map(words)
  }

  const paths = Object.entries(document['paths'] as Json).map(([template, item]) => ({
    template,
    item: item as Json,
    pattern: new RegExp(
      `^${template.replace(/\{([^}]+)\}/g, (_, name: string) => `(?<${name.replaceAll('-', '_')}>[^/]+)`)}$`,
    ),
  }))
  const find = (method: string, target: string) => {
    const [path = '', query = ''] = target.split('?')
    const hits = paths.flatMap(({ template, item, pattern }) => {
      const match = pattern.exec(path)
      const operation = item[method.toLowerCase()]
      return match === null || !isObject(operation) ? [] : [{ template, item, operation, groups: match.groups ?? {} }]
    })
    // `/v1/consents/{consentId}` fits what looks like `/v1/{payment-service}/{payment-product}` too.
    const hit = hits.toSorted((one, other) => one.template.split('{').length - other.template.split('{').length)[0]
    return hit === undefined ? undefined : { ...hit, query: new URLSearchParams(query) }
  }
  type Found = NonNullable<ReturnType<typeof find>>
  const operationAt = ({ template }: Found, method: string): string =>
    pointer('#/paths', template, method.toLowerCase())

  const judgeParameters = (found: Found, method: string, headers: JudgedExchange['headers']): readonly string[] => {
    const base = operationAt(found, method)
    const own = (found.operation['parameters'] ?? []) as readonly unknown[]
    const shared = (found.item['parameters'] ?? []) as readonly unknown[]
    const all = [
      ...own.map((each, index) => resolve(each, `${base}/parameters/${index}`)),
      ...shared.map((each, index) => resolve(each, `${pointer('#/paths', found.template)}/parameters/${index}`)),
    ]
    const known = all.map(({ value }) => value as unknown as Parameter)
    const unknown = [...found.query.keys()].filter(
      (name) => !known.some((each) => each.in === 'query' && each.name === name),
    )
    const findings = all.flatMap(({ value, at }) => {
      const { name, in: place, required = false } = value as unknown as Parameter
      const text = {
        path: () => decodeURIComponent(found.groups[name.replaceAll('-', '_')] ?? ''),
        query: () => found.query.get(name) ?? undefined,
        header: () => headers[name.toLowerCase()],
      }[place]()
      if (text === undefined) return required ? [`${place} ${name} is missing`] : []
      const { value: schema } = resolve(value['schema'], at)
      const data = schema['type'] === 'boolean' || schema['type'] === 'integer' ? JSON.parse(text) : text
      return validate(`${at}/schema`, data).map((finding) => `${place} ${name}: ${finding}`)
    })
    return [...unknown.map((name) => `query ${name} is not known`), ...findings]
  }

  const mediaType = (headers: JudgedExchange['headers']): string =>
    (headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  /** The part of `oneOf` that fits the path, for payments: the file leaves the choice open. */
  const partFor = (found: Found, at: string): string => {
    const service = found.groups['payment_service']
    const parts = { payments: 0, 'periodic-payments': 1, 'bulk-payments': 2 } as const
    const { value } = resolve({ $ref: at }, at)
    const isChoice = Array.isArray(value['anyOf']) && value['anyOf'].length === 3
    return isChoice && service !== undefined && service in parts
      ? `${at}/anyOf/${parts[service as keyof typeof parts]}`
      : at
  }
  const judgeBody = (
    found: Found,
    holder: { readonly value: Json; readonly at: string },
    type: string,
    body: string,
  ) => {
    const content = holder.value['content'] as Json | undefined
    if (content === undefined) return body === '' ? [] : ['the body is not expected']
    if (content[type] === undefined) return [`the media type “${type}” is not known`]
    if (!type.endsWith('json')) return []
    return validate(partFor(found, `${pointer(holder.at, 'content', type)}/schema`), JSON.parse(body))
  }

  return {
    operations: paths.flatMap(({ template, item }) =>
      ['get', 'post', 'put', 'delete']
        .filter((method) => method in item)
        .map((method) => `${method.toUpperCase()} ${template}`),
    ),
    judged: () => [...judged].toSorted(),
    request: ({ method, target, headers, body }) => {
      const found = find(method, target)
      if (found === undefined) return [`${method} ${target}: no such operation`]
      judged.add(`${method} ${found.template}`)
      const content = resolve(found.operation['requestBody'], `${operationAt(found, method)}/requestBody`)
      const findings = [
        ...judgeParameters(found, method, headers),
        ...(body === '' ? [] : judgeBody(found, content, mediaType(headers), body)),
        ...(body === '' && content.value['required'] === true ? ['the body is missing'] : []),
      ]
      return findings.map((finding) => `${method} ${found.template}: ${finding}`)
    },
    answer: ({ method, target, status, headers, body }) => {
      const found = find(method, target)
      if (found === undefined) return [`${method} ${target}: no such operation`]
      judged.add(`${method} ${found.template}`)
      const responses = found.operation['responses'] as Json
      const at = pointer(operationAt(found, method), 'responses', String(status))
      const of = (finding: string): string => `${status} to ${method} ${found.template}: ${finding}`
      if (responses[String(status)] === undefined) return [of('the status is not known')]
      const response = resolve(responses[String(status)], at)
      const missing = Object.entries((response.value['headers'] ?? {}) as Json).flatMap(([name, header]) => {
        const { value } = resolve(header, '')
        return value['required'] === true && headers[name.toLowerCase()] === undefined
          ? [`header ${name} is missing`]
          : []
      })
      return [...missing, ...judgeBody(found, response, mediaType(headers), body)].map(of)
    },
  }
}
