import type { BankName } from '../http/bank-name.ts'
import type { JsonEdit } from './edit-json.ts'

/** What can be made to go wrong. */
export const faultKinds = [
  'latency',
  'reset_before',
  'reset_after',
  'truncate',
  'malformed_json',
  'edit_body',
  'status',
  'status_after',
  'bad_signature',
  'html_502',
] as const

/**
 * - `latency`: the answer comes `delayMs` late (default 1,000); the effect takes place at once
 * - `reset_before`: the connection ends before the bank has seen the request
 * - `reset_after`: the effect takes place, the connection ends before the answer
 * - `truncate`: the full length is declared, half of the body is sent, the connection ends
 * - `malformed_json`: whole and well framed, but the body breaks off in the middle of the JSON
 * - `edit_body`: the bank’s own JSON with `edits` in it, signed anew where the bank signs: single entries that cannot be read
 * - `status`: `status` (default 503) with `body` and `retryAfter`; the bank has not seen the request
 * - `status_after`: the same answer, yet the effect takes place first
 * - `bad_signature`: the bank's signature over its answer does not match
 * - `html_502`: a proxy's page; the bank has not seen the request
 */
export type FaultKind = (typeof faultKinds)[number]

/** What a simulated bank is to do wrong: on which calls, and how often. */
export interface Fault {
  readonly bank: BankName
  /** Any method when absent. */
  readonly method?: string | undefined
  /** Prefix of the path, without query; any path when absent. */
  readonly path?: string | undefined
  /** How many requests it hits; default 1. */
  readonly times?: number | undefined
  readonly fault: FaultKind
  readonly delayMs?: number | undefined
  readonly status?: number | undefined
  /** Sent as it is: seconds, an HTTP date, or garbage. */
  readonly retryAfter?: string | number | undefined
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown
  /** With `edit_body`: what is changed, in this order. */
  readonly edits?: readonly JsonEdit[] | undefined
}
