/** `application/json; charset=utf-8` without its parameters, in lower case. */
export const mediaTypeOf = (header: string): string => (header.split(';')[0] ?? '').trim().toLowerCase()

const qualityOf = (range: string): number => {
  const parameter = /;\s*q=([0-9.]+)/i.exec(range)?.[1]
  return parameter === undefined ? 1 : Number(parameter)
}

const specificity = (range: string): number => (range === '*/*' ? 0 : range.endsWith('/*') ? 1 : 2)

/** Whether an `Accept` header lets this media type pass (RFC 9110 12.5.1). */
export const acceptsMediaType = (accept: string, type: string): boolean => {
  const family = type.split('/')[0] ?? ''
  const fitting = accept
    .split(',')
    .map((range) => ({ name: mediaTypeOf(range), quality: qualityOf(range) }))
    .filter(({ name }) => name === '*/*' || name === `${family}/*` || name === type)
    .sort((one, other) => specificity(other.name) - specificity(one.name))
  return (fitting[0]?.quality ?? 0) > 0
}
