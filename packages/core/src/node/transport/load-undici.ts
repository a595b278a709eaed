export type Undici = typeof import('undici')

/** Loaded with the first call: importing a provider costs a program that makes none nothing of it. */
export const loadUndici = (): Promise<Undici> => import('undici')
