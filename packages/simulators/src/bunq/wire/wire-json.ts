/**
 * JSON as the bank writes it: everything beyond ASCII as `\uXXXX`, each slash as `\/`. Its signatures are over these very
 * bytes, so that a client which writes the JSON anew meets a wrong signature.
 */
export const wireJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')
