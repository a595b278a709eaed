import type { ApiFamily } from './api-family.ts'
import type { RefusalDetails } from './refusal.ts'

const AIS_CODES: Readonly<Record<number, string>> = {
  400: 'FORMAT_ERROR',
  401: 'INVALID_HEADER',
  403: 'SERVICE_BLOCKED',
  404: 'NOT_FOUND',
  405: 'FORMAT_ERROR',
  406: 'INVALID_HEADER',
  429: 'SERVICE_BLOCKED',
  503: 'SERVICE_UNAVAILABLE',
}

const PIS_CODES: Readonly<Record<number, string>> = { ...AIS_CODES, 404: 'RESOURCE_UNKNOWN', 405: 'SERVICE_INVALID' }

const tppMessages = (details: RefusalDetails, codes: Readonly<Record<number, string>>): unknown => ({
  tppMessages: [
    {
      category: 'ERROR',
      code: details.code ?? codes[details.status] ?? 'ING_ERROR',
      text: details.text,
      path: details.path,
    },
  ],
})

const SHAPES: Readonly<Record<ApiFamily, (details: RefusalDetails) => unknown>> = {
  oauth: ({ text }) => ({ message: text }),
  ais: (details) => tppMessages(details, AIS_CODES),
  caf: (details) => tppMessages(details, AIS_CODES),
  pis: (details) => tppMessages(details, PIS_CODES),
  showcase: ({ code, status, text }) => ({
    severity: status >= 500 ? 'CRITICAL' : 'ERROR',
    code: code ?? String(status),
    message: text,
    innerErrors: [],
  }),
  'payment-requests': ({ code, status, text, path }) => ({
    error: {
      severity: status >= 500 ? 'critical' : 'error',
      code: code ?? String(status),
      message: text,
      target: path,
    },
  }),
}

/** The body that goes with a refusal in this API: one of ING's five shapes. */
export const errorBody = (family: ApiFamily, details: RefusalDetails, shape: 'family' | 'message'): string =>
  details.body ?? JSON.stringify(SHAPES[shape === 'message' ? 'oauth' : family](details))
