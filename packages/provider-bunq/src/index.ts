export type { BunqAuth } from './auth/bunq-auth.ts'
export type { BunqOauthOptions, BunqOptions } from './options.ts'
export { type BunqProvider, bunqProvider, createBunqProvider } from './provider.ts'
export { createBodySigner } from './signing/body-signer.ts'
