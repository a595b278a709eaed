import {
  type BankResponse,
  type CallContext,
  type HttpMethod,
  NostroError,
  parseResponse,
  type SessionAccess,
} from '@nostro/core'
import { sessionOf } from '@nostro/provider-kit'
import { z } from 'zod'
import { bunq } from '../bank.ts'
import { contextOf } from '../session/context.ts'
import type { Caller } from './caller.ts'
import { endpointOf } from './endpoints.ts'
import { parseOptions } from './envelope.ts'

/** An answer of a call of one's own: verified like every other. */
export interface BunqAnswer {
  readonly status: number
  /** The whole parsed body; undefined when it is not JSON. */
  readonly json: unknown
  readonly response: BankResponse
}

/**
 * Any call of bunq's API: `request(access, 'GET', 'user/{userId}/limit')`. Signed, verified, within the budgets.
 * @throws NostroError as every other call
 */
export type RawRequest = (
  access: SessionAccess,
  method: HttpMethod,
  path: string,
  options?: RawRequestOptions,
) => Promise<BunqAnswer>

/** Body, headers and context of a call of one's own. */
export interface RawRequestOptions {
  /** Becomes JSON, unless it is text or bytes, which go as they are. */
  readonly body?: unknown
  /** `X-Bunq-Client-Request-Id`; a new one each time when absent. */
  readonly requestId?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly ctx?: CallContext | undefined
}

export const createRawRequest =
  (caller: Caller): RawRequest =>
  async (access, method, path, options = {}) => {
    const { user } = contextOf(await sessionOf(access, { bank: bunq }))
    const [route = '', query] = path.replace(/^\/?(v1\/)?/, '').split(/\?(.*)/s)
    const filled = route.replaceAll('{userId}', user.id)
    if (!/^[A-Za-z0-9_/-]+$/.test(filled)) throw badPath()
    const response = await caller.session(endpointOf(method, filled), access, {
      ...options,
      target: `/v1/${filled}${query === undefined || query === '' ? '' : `?${query}`}`,
    })
    const isJson = response.headers['content-type']?.startsWith('application/json') === true
    const json = isJson ? parseResponse(response, z.unknown(), parseOptions(response, 'the call')) : undefined
    return { status: response.status, json, response }
  }

const badPath = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The path is not one below /v1/.',
    hint: 'Write it like “user/{userId}/limit”: names, ids and slashes.',
  })
