/** A copy as every store gives it back: what JSON cannot hold is not kept, in memory as on disk. */
export const jsonCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
