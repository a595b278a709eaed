import { z } from '@hono/zod-openapi'

const text = z.string().min(1).max(2000)
const day = z.iso.date({ error: 'must be a day, YYYY-MM-DD' })

export const initiateBody = z
  .object({
    client_id: text,
    redirect_uri: z.url().max(2000),
    scope: z.string().max(500).optional(),
    state: z.string().max(500).optional().openapi({ description: 'Ignored: the state is made here.' }),
    country_code: z.string().max(10).optional().openapi({ description: 'DE when absent.' }),
  })
  .openapi('BackOfficeConsentInitiate')

export const initiated = z
  .object({ authorization_url: z.string(), state: z.string() })
  .openapi('BackOfficeConsentInitiated')

export const callbackBody = z
  .object({
    client_id: text,
    authorization_code: text,
    redirect_uri: z.url().max(2000),
    state: z.string().max(500).optional().openapi({
      description:
        'Without it the code is taken only while exactly one consent of this client and redirect URI is pending.',
    }),
  })
  .openapi('BackOfficeConsentCallback')

export const granted = z
  .object({
    access_token: z.string().openapi({ description: 'A handle of this server, not the bank’s token.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.number().int().openapi({ description: 'Seconds to the end of the consent.' }),
    refresh_token: z.string(),
    scope: z.string(),
  })
  .openapi('BackOfficeConsent')

export const accountsBody = z.object({ client_id: text, access_token: text }).openapi('BackOfficeAccountsSync')

export const backOfficeAccount = z
  .object({
    id: z.string(),
    psd2_account_id: z.string().optional(),
    iban: z.string().nullable(),
    account_name: z.string(),
    bank_name: z.string(),
    currency: z.string().nullable(),
  })
  .openapi('BackOfficeAccount')

export const accountsSynced = z
  .object({
    success: z.literal(true),
    accounts_synced: z.number().int(),
    accounts: z.array(z.object({ account: backOfficeAccount, created: z.boolean() })),
  })
  .openapi('BackOfficeAccountsSynced')

export const transactionsBody = z
  .object({
    client_id: text,
    access_token: text,
    account_id: text.openapi({ description: '`account.id` of accounts/sync.' }),
    psd2_account_id: text.openapi({ description: 'The bank’s id of the account, or its IBAN.' }),
    date_from: day.optional(),
    date_to: day.optional(),
    skip_duplicates: z.boolean().default(true).openapi({
      description:
        'With false what is known is read again and updated; it is still counted as skipped, and never doubled.',
    }),
    auto_reconcile: z.boolean().default(true),
  })
  .openapi('BackOfficeTransactionsSync')

export const transactionsSynced = z
  .object({
    success: z.literal(true),
    imported: z.number().int(),
    skipped: z.number().int(),
    auto_reconciled: z.number().int(),
    total_fetched: z.number().int(),
    reconciliation_error: z.string().optional(),
  })
  .openapi('BackOfficeTransactionsSynced')
