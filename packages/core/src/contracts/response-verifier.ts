import type { BankResponse, OutgoingRequest } from './http-message.ts'

/** Checks what a bank signs, over the raw bytes and before anybody parses them. */
export interface ResponseVerifier {
  /** @throws NostroError `verification_failed`, naming what was expected. Returns when the answer is genuine, or unsigned where that is allowed. */
  verify(response: BankResponse, request: OutgoingRequest): Promise<void>
}
