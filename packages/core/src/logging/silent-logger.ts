import type { Logger } from '../contracts/logger.ts'

const ignore = (): void => undefined

/** Writes nothing. The default of {@link createNodeServices}: a library does not write to a program's output by itself. */
export const silentLogger: Logger = Object.freeze({ debug: ignore, info: ignore, warn: ignore, error: ignore })
