/** Is this the run of `npm run soak`? */
export const isSoak = process.env['NOSTRO_SOAK_REPORTS'] !== undefined

/**
 * How often a search repeats: few times in `npm test`, which has 300 s for everything, and many times in `npm run soak`.
 * @example
 * fc.assert(property, { numRuns: counted(50, 1_000), seed: 1 })
 */
export const counted = (usual: number, soak: number): number => (isSoak ? soak : usual)
