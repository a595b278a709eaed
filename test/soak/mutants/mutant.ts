import type { CapturedRequest } from '../../../packages/simulators/src/verify/index.ts'

/** A good request of a provider, as it went out. */
export interface GoodRequest extends CapturedRequest {
  /** Which call it is, for the table. */
  readonly name: string
  /** Bank's clock when it came, epoch milliseconds. */
  readonly at: number
}

/** A good request with one thing changed. */
export interface Mutant {
  readonly call: string
  /** What was changed, by the name that an explanation must give it. */
  readonly part: string
  /** The part's text as it was signed: an explanation that gives it back whole is right by whatever name. */
  readonly signed?: string
  readonly request: CapturedRequest
  /** Bank's clock when the mutant comes. */
  readonly at: number
  /** Which client certificate is shown, where it is not the right one. */
  readonly identity?: 'none' | 'untrusted' | 'foreign'
  /** Rows of the reference page's list that may refuse it. */
  readonly rows: readonly string[]
  /** Why the bank must take it all the same. */
  readonly harmless?: string
  /** Why the bank may take it: nothing that is signed or claimed was changed, another good call came about. */
  readonly free?: string
}

/** A good request after a part of it was changed. What the change itself says goes before the part's own word. */
export const toMutant = (
  request: GoodRequest,
  { name, rows, free }: Pick<Mutant, 'rows' | 'free'> & { readonly name: string },
  change: Partial<Mutant>,
  harmless: string | undefined,
): Mutant => ({
  call: request.name,
  part: name,
  request,
  at: request.at,
  rows,
  ...(harmless === undefined ? {} : { harmless }),
  ...(free === undefined ? {} : { free }),
  ...change,
})

/** What became of a mutant. */
export interface Judged {
  readonly mutant: Mutant
  readonly status: number
  /** The row that refused it, without the bank's name. */
  readonly row?: string
  readonly reason?: string
}

export const withHeader = (request: CapturedRequest, name: string, value: string | undefined): CapturedRequest => ({
  ...request,
  headers: request.headers.flatMap(([own, old]) =>
    own.toLowerCase() === name ? (value === undefined ? [] : [[own, value] as const]) : [[own, old] as const],
  ),
})

export const headerIn = ({ headers }: CapturedRequest, name: string): string | undefined =>
  headers.find(([own]) => own.toLowerCase() === name)?.[1]
