import type { BankAnswer } from '../http/bank-handler.ts'
import { writeJson } from './json.ts'

export const JSON_UTF8 = 'application/json;charset=UTF-8'

export const jsonAnswer = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): BankAnswer => ({ status, headers: { 'Content-Type': JSON_UTF8, ...headers }, body: writeJson(value) })

/** A page for a browser. Nothing is loaded from anywhere, and no other page may frame it. */
export const htmlAnswer = (status: number, body: string): BankAnswer => ({
  status,
  headers: {
    'Content-Type': 'text/html;charset=UTF-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  },
  body,
})

export const redirectAnswer = (location: string): BankAnswer => ({
  status: 303,
  headers: { Location: location, 'Cache-Control': 'no-store' },
  body: '',
})
