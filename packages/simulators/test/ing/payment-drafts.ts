import { randomUUID } from 'node:crypto'
import type { Harness } from './ing-harness.ts'
import type { Draft } from './tpp-requests.ts'

/** A payment that the bank accepts. */
export const GOOD = {
  instructedAmount: { amount: '12.34', currency: 'EUR' },
  creditorAccount: { iban: 'NL20INGB0001234567' },
  creditorName: 'Laura Musterfrau',
  remittanceInformationUnstructured: 'Invoice 17',
}

export const SEPA = '/v1/payments/sepa-credit-transfers'

export const HEADERS = {
  'Content-Type': 'application/json',
  'TPP-Redirect-URI': 'https://tpp.example/paid?state=xyz',
  'PSU-IP-Address': '192.0.2.7',
} as const

export interface PaymentChoice {
  readonly method?: string
  readonly target?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** `undefined` as a value takes a header away. */
  readonly without?: string
  readonly scheme?: 'http' | 'jws'
}

/** A payment call, signed one way or the other. */
export const paymentCall = async (bank: Harness, choice: PaymentChoice = {}): Promise<Draft> => {
  const { method = 'POST', target = SEPA, scheme = 'http', without } = choice
  const all: Record<string, string> = { ...(method === 'POST' ? HEADERS : {}), ...choice.headers }
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => name !== without))
  const value = choice.body === undefined && method === 'POST' ? GOOD : choice.body
  const body = value === undefined || typeof value === 'string' ? (value ?? '') : JSON.stringify(value)
  const token = scheme === 'http' ? await bank.signedToken() : await bank.mtlsToken()
  if (scheme === 'http') return bank.http({ method, target, headers, body, token })
  const identified = { 'X-Request-ID': randomUUID(), 'Content-Type': 'application/json', ...headers }
  return bank.jws({ method, target, headers: identified, body, token })
}

export const PAIN_001 = (change: (xml: string) => string = (xml) => xml): string =>
  change(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-03-05T09:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>12.34</CtrlSum><InitgPty><Nm>TPP</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>P-1</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>1</NbOfTxs><ReqdExctnDt>2026-03-05</ReqdExctnDt><Dbtr><Nm>J. Jansen</Nm></Dbtr>
<CdtTrfTxInf><PmtId><EndToEndId>E2E-17</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">12.34</InstdAmt></Amt>
<Cdtr><Nm>Laura Musterfrau</Nm></Cdtr><CdtrAcct><Id><IBAN>NL20INGB0001234567</IBAN></Id></CdtrAcct>
<RmtInf><Ustrd>Invoice 17</Ustrd></RmtInf></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>`)

export const multipart = (
  parts: Readonly<Record<string, string>>,
): { readonly body: string; readonly type: string } => {
  const boundary = 'nostro-boundary-1'
  const pieces = Object.entries(parts).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return { body: `${pieces.join('')}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` }
}
