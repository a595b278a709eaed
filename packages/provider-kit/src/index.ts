export { type AnswerReader, type AnswerReaderParts, createAnswerReader } from './answers/create-answer-reader.ts'
export { type EntryReader, type ReadEntries, readEntries } from './answers/read-entries.ts'
export type { Bank } from './bank.ts'
export { type InvalidField, invalidField, invalidRequest } from './errors/invalid-request.ts'
export { type BankErrorParts, toBankError, withRequestId } from './errors/to-bank-error.ts'
export {
  checkAccountRef,
  checkContext,
  checkPaymentRef,
  checkQuery,
  checkStart,
  initiateSchema,
  initiateShape,
  type StartMember,
  type StartRules,
  transactionQuerySchema,
  transactionQueryShape,
} from './fields/call-schemas.ts'
export { checkInput, type InputRules } from './fields/check-input.ts'
export { fundsQuestionSchema } from './fields/funds-schema.ts'
export { type CallArgument, type CallInputs, callArguments, gateCalls } from './fields/gate-calls.ts'
export {
  amountSchema,
  bicSchema,
  currencySchema,
  dateSchema,
  fractionDigitsOf,
  ibanSchema,
} from './fields/money-schema.ts'
export { nearestWord } from './fields/nearest-word.ts'
export { checkPayment, checkTransfers, type PaymentRules } from './fields/payment-schemas.ts'
export { chooseRedirectUri } from './oauth/choose-redirect-uri.ts'
export { type ClientIds, checkClientId, grantErrorCode, grantHints, type OauthGrant } from './oauth/grant-errors.ts'
export { checkState, readCode, readRedirectError } from './oauth/redirect-answer.ts'
export {
  createRedirectFlow,
  type PreviousSession,
  type RedirectFlow,
  type RedirectFlowParts,
  type RedirectOutcome,
  type RedirectStart,
  type RedirectState,
} from './oauth/redirect-flow.ts'
export { createState, equalInConstantTime } from './oauth/redirect-state.ts'
export {
  type CachedToken,
  createTokenSource,
  type FetchedToken,
  type TokenSource,
  type TokenSourceParts,
} from './oauth/token-source.ts'
export { createCircleWatch } from './paging/circle-watch.ts'
export { createDuplicateWatch, type EntryIdentity, type Seen } from './paging/duplicate-watch.ts'
export { type FetchedPage, type FollowPagesParts, followPages } from './paging/follow-pages.ts'
export { type CursorOwner, type PageCursor, readCursor, writeCursor } from './paging/page-cursor.ts'
export { type PartPosition, pageParts, readPartPosition, type WholePage } from './paging/page-parts.ts'
export {
  type InitiationParts,
  initiateOnce,
  lookUpOnce,
  type PaymentOrder,
  type SendParts,
} from './payments/initiate-once.ts'
export { notesOf } from './payments/intent-data.ts'
export { createLinkResolver, type LinkResolver, type LinkResolverParts } from './requests/create-link-resolver.ts'
export { fillPath, namesResource, type PathRules, withQuery } from './requests/request-target.ts'
export { type ChallengeRules, checkChallenge } from './sessions/check-challenge.ts'
export {
  checkAccess,
  checkPurpose,
  checkSession,
  type NewSessionParts,
  type SessionRules,
  sessionOf,
  toSession,
} from './sessions/check-session.ts'
