import type { ApiApp } from './api-env.ts'
import type { ApiSettings } from './api-parts.ts'

const tags = [
  ['Providers', 'The configured banks.'],
  ['Connections', 'Consents: made, renewed, revoked, with what the customer has to do.'],
  ['Accounts', 'Accounts and balances as the ledger keeps them.'],
  ['Transactions', 'Lists, the change feed, explanations, notes.'],
  ['Syncs', 'Reading the banks.'],
  ['Payments', 'Draft, submission, the customer’s approval, status.'],
  ['Invoices', 'Invoices, what pays them, and why.'],
  ['Events', 'What happens, as a list, a stream, or webhooks.'],
  ['Sign-in', 'How a browser becomes the owner’s: one-time link, passkey, BankID, OpenID.'],
  ['Administration', 'Tokens, sessions, audit.'],
  ['Back office', 'Four routes for accounting programs, with their own names and shapes.'],
  ['System', 'Health and figures.'],
] as const

/** OpenAPI 3.1, from the same schemas that check requests. */
export const openApiDocument = (app: ApiApp, settings: ApiSettings): Readonly<Record<string, unknown>> => {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token of this server: “nst_…”. Scopes stand beside each route.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-nostro',
    description: 'A signed-in browser. Changing requests need “Nostro-Request: 1” and this server’s own origin.',
  })
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Nostro',
      version: settings.version,
      description: 'Accounts at many banks as if they were one.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: settings.publicUrl }],
    tags: tags.map(([name, description]) => ({ name, description })),
  }) as unknown as Readonly<Record<string, unknown>>
}
