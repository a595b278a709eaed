import type { HttpMethod } from '@nostro/core'

/** What the bank asks of a call, as data: the caller reads this row and nothing else. */
export interface Endpoint {
  readonly method: HttpMethod
  /** Below `/v1/`. `{userId}` is the session's own user. */
  readonly path: string
  /** Which token goes into `X-Bunq-Client-Authentication`. */
  readonly token: 'none' | 'installation' | 'session'
  /** `required`: always signed. `optional`: signed when `signAll` is set. `never`: there is no key yet that the bank knows. */
  readonly signature: 'required' | 'optional' | 'never'
  /** True when sending twice does no harm. */
  readonly idempotent: boolean
  /** Limited apart from its method: opening sessions. */
  readonly budget?: 'session' | undefined
  /** A refusal is the refusal of a payment. */
  readonly isPayment?: true | undefined
}

const session = { token: 'session', signature: 'optional' } as const
const installation = { token: 'installation', signature: 'optional' } as const
const get = (path: string) => ({ method: 'GET', path, ...session, idempotent: true }) as const
const post = (path: string) => ({ method: 'POST', path, ...session, idempotent: false }) as const
/** Sets a state; setting it twice leaves the same. */
const put = (path: string) => ({ method: 'PUT', path, ...session, idempotent: true }) as const
const remove = (path: string) => ({ method: 'DELETE', path, ...session, idempotent: false }) as const
const signed = { signature: 'required' } as const
const payment = { signature: 'required', isPayment: true } as const

const user = 'user/{userId}'
const account = `${user}/monetary-account/{accountId}`

/** Every endpoint that has a method of its own here. The rest of the API goes by `request`. */
export const endpoints = {
  createSandboxPerson: {
    method: 'POST',
    path: 'sandbox-user-person',
    token: 'none',
    signature: 'never',
    idempotent: false,
  },
  createSandboxCompany: {
    method: 'POST',
    path: 'sandbox-user-company',
    token: 'none',
    signature: 'never',
    idempotent: false,
  },
  // A second installation, device or session does no harm: the answer that is kept is the one that counts.
  createInstallation: { method: 'POST', path: 'installation', token: 'none', signature: 'never', idempotent: true },
  createPsd2Credential: { ...post('payment-service-provider-credential'), ...installation },
  createDeviceServer: { ...post('device-server'), ...installation, ...signed, idempotent: true },
  createSession: { ...post('session-server'), ...installation, ...signed, idempotent: true, budget: 'session' },
  deleteSession: { ...remove('session/{sessionId}'), idempotent: true },

  getUser: get('user'),
  listAccounts: get(`${user}/monetary-account`),
  getAccount: get(account),

  listPayments: get(`${account}/payment`),
  getPayment: get(`${account}/payment/{paymentId}`),
  createPayment: { ...post(`${account}/payment`), ...payment },
  getPaymentBatch: get(`${account}/payment-batch/{paymentId}`),
  listPaymentBatches: get(`${account}/payment-batch`),
  createPaymentBatch: { ...post(`${account}/payment-batch`), ...payment },
  listDraftPayments: get(`${account}/draft-payment`),
  getDraftPayment: get(`${account}/draft-payment/{paymentId}`),
  createDraftPayment: { ...post(`${account}/draft-payment`), isPayment: true },
  // Guarded by the time of the last change, yet a repeat of an accepted one is refused: looked at, not repeated.
  updateDraftPayment: { ...put(`${account}/draft-payment/{paymentId}`), ...signed, idempotent: false },
  listSchedules: get(`${account}/schedule-payment`),
  getSchedule: get(`${account}/schedule-payment/{paymentId}`),
  createSchedule: { ...post(`${account}/schedule-payment`), ...payment },
  updateSchedule: { ...put(`${account}/schedule-payment/{paymentId}`), ...signed },
  deleteSchedule: remove(`${account}/schedule-payment/{paymentId}`),
  listBatchSchedules: get(`${account}/schedule-payment-batch`),
  getBatchSchedule: get(`${account}/schedule-payment-batch/{paymentId}`),
  createBatchSchedule: { ...post(`${account}/schedule-payment-batch`), ...payment },
  deleteBatchSchedule: remove(`${account}/schedule-payment-batch/{paymentId}`),

  listRequests: get(`${account}/request-inquiry`),
  getRequest: get(`${account}/request-inquiry/{paymentId}`),
  createRequest: { ...post(`${account}/request-inquiry`), isPayment: true },
  revokeRequest: { ...put(`${account}/request-inquiry/{paymentId}`), idempotent: false },
  listRequestResponses: get(`${account}/request-response`),
  getRequestResponse: get(`${account}/request-response/{responseId}`),
  // Accepting pays.
  answerRequest: {
    ...put(`${account}/request-response/{responseId}`),
    ...payment,
    idempotent: false,
  },
  listTabs: get(`${account}/bunqme-tab`),
  getTab: get(`${account}/bunqme-tab/{tabId}`),
  createTab: post(`${account}/bunqme-tab`),
  cancelTab: put(`${account}/bunqme-tab/{tabId}`),

  listCards: get(`${user}/card`),
  getCard: get(`${user}/card/{cardId}`),
  updateCard: { ...put(`${user}/card/{cardId}`), idempotent: false },
  listCardActions: get(`${account}/mastercard-action`),
  getCardAction: get(`${account}/mastercard-action/{actionId}`),

  listStatements: get(`${account}/customer-statement`),
  getStatement: get(`${account}/customer-statement/{statementId}`),
  createStatement: post(`${account}/customer-statement`),
  deleteStatement: remove(`${account}/customer-statement/{statementId}`),
  downloadStatement: get(`${account}/customer-statement/{statementId}/content`),

  uploadAttachment: post(`${account}/attachment`),
  downloadAttachment: get(`${account}/attachment/{attachmentId}/content`),
  listNoteTexts: get(`${account}/payment/{paymentId}/note-text`),
  createNoteText: post(`${account}/payment/{paymentId}/note-text`),
  deleteNoteText: remove(`${account}/payment/{paymentId}/note-text/{noteId}`),
  listNoteAttachments: get(`${account}/payment/{paymentId}/note-attachment`),
  createNoteAttachment: post(`${account}/payment/{paymentId}/note-attachment`),

  listEvents: get(`${user}/event`),
  listInsights: get(`${user}/insights`),
  confirmFunds: { ...post(`${user}/confirmation-of-funds`), idempotent: true },
  createQuote: post(`${account}/currency-conversion-quote`),
  getQuote: get(`${account}/currency-conversion-quote/{quoteId}`),

  listUserFilters: get(`${user}/notification-filter-url`),
  // Replaces the whole set.
  replaceUserFilters: { ...post(`${user}/notification-filter-url`), idempotent: true },
  listAccountFilters: get(`${account}/notification-filter-url`),
  replaceAccountFilters: { ...post(`${account}/notification-filter-url`), idempotent: true },

  listOauthClients: get(`${user}/oauth-client`),
  createOauthClient: post(`${user}/oauth-client`),
  createOauthCallback: post(`${user}/oauth-client/{clientId}/callback-url`),
  createPsd2Draft: { ...post(`${user}/payment-service-provider-draft-payment`), isPayment: true },
  listPsd2Drafts: get(`${user}/payment-service-provider-draft-payment`),
  getPsd2Draft: get(`${user}/payment-service-provider-draft-payment/{draftId}`),
  updatePsd2Draft: { ...put(`${user}/payment-service-provider-draft-payment/{draftId}`), idempotent: false },

  listCredentials: get(`${user}/credential-password-ip`),
  listPermittedIps: get(`${user}/credential-password-ip/{credentialId}/ip`),
  createPermittedIp: post(`${user}/credential-password-ip/{credentialId}/ip`),
  updatePermittedIp: put(`${user}/credential-password-ip/{credentialId}/ip/{ipId}`),
} as const satisfies Readonly<Record<string, Endpoint>>

/** Calls that the bank wants signed wherever they stand: writes that move money or open a session. */
const signedWrites =
  /\/(payment|payment-batch|schedule-payment|schedule-payment-batch|draft-payment|request-response)(\/|$)/

/** The row of a call that has no method of its own: templates instead of ids, signed, repeated only when it reads. */
export const endpointOf = (method: HttpMethod, path: string): Endpoint => {
  const template = path.replace(/(^|\/)([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=\/|$)/g, '$1{id}')
  return {
    method,
    path: template,
    token: 'session',
    signature: 'required',
    idempotent: method === 'GET',
    isPayment: method !== 'GET' && signedWrites.test(`/${path}`) ? true : undefined,
  }
}
