/** The id of the provider, and the bank's name for people. */
export const bank = { provider: 'my-bank', name: 'My Bank' } as const
