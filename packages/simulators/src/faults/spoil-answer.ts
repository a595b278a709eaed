import type { BankAnswer, BankHandler } from '../http/bank-handler.ts'
import { editJson } from './edit-json.ts'
import type { Fault } from './fault.ts'

/** The answer of a fault that keeps the request from the bank; undefined for the other kinds. */
export const answerInstead = (fault: Fault, handler: BankHandler): BankAnswer | undefined => {
  if (fault.fault === 'html_502') return proxyPage
  return fault.fault === 'status' ? statusAnswer(fault, handler) : undefined
}

/** The status that a fault asks for, in the bank's own form where it names no body. */
const statusAnswer = (fault: Fault, handler: BankHandler): BankAnswer => {
  const status = fault.status ?? 503
  const own = handler.errorAnswer?.(status) ?? { status }
  const retryAfter = fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) }
  if (fault.body === undefined) return { ...own, headers: { ...own.headers, ...retryAfter } }
  const isText = typeof fault.body === 'string'
  return {
    status,
    headers: { 'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/json', ...retryAfter },
    body: isText ? String(fault.body) : JSON.stringify(fault.body),
  }
}

const proxyPage: BankAnswer = {
  status: 502,
  headers: { 'Content-Type': 'text/html' },
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<h1>502 Bad Gateway</h1>\r\n</body>\r\n</html>\r\n',
}

/** What a fault makes of the bank's own answer, where it changes it. */
export const spoilAnswer = (fault: Fault, answer: BankAnswer, handler: BankHandler): BankAnswer => {
  if (fault.fault === 'status_after') return statusAnswer(fault, handler)
  if (fault.fault === 'bad_signature') return handler.spoilSignature?.(answer) ?? answer
  if (fault.fault === 'edit_body') {
    const edited = { ...answer, body: editJson(Buffer.from(answer.body ?? '').toString('utf8'), fault.edits ?? []) }
    return handler.sign?.(edited) ?? edited
  }
  if (fault.fault !== 'malformed_json') return answer
  const body = Buffer.from(answer.body ?? '')
  const half = body.subarray(0, Math.floor(body.length / 2))
  return { ...answer, body: half.length === 0 ? '{' : half }
}
