/** The methods that bank interfaces use. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A request as a frozen value. `body` is made once: the bytes that are digested and signed are the bytes that are sent. */
export interface OutgoingRequest {
  readonly method: HttpMethod
  /** Scheme, host and port: `https://api.ing.com`. Must be one of the transport's origins. */
  readonly origin: string
  /** Path and query exactly as they go on the request line. Nothing is encoded or decoded later. */
  readonly target: string
  /** Sent in this case and order, before those of authorizer and signer. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
}

/** The bank's answer, whatever its status. Header names are lower case; repeated ones are joined by `, `. */
export interface BankResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}
