/** A browser that is not used is signed out. */
export const idleMs = 30 * 60_000

/** A browser is signed out after this time in any case. */
export const longestMs = 12 * 3_600_000

/** How long the code of a one-time link is good. */
export const linkMs = 10 * 60_000
