export { connectionStoreCases } from './connection-store-cases.ts'
export { createFakeClock, type FakeClock } from './fake-clock.ts'
export {
  createMemoryTransport,
  type MemoryAnswer,
  type MemoryNetwork,
  type MemoryRequest,
} from './memory-transport.ts'
export { paymentIntentStoreCases } from './payment-intent-store-cases.ts'
export {
  type AnswerTable,
  createRecordingTransport,
  type RecordedCall,
  type RecordingTransport,
  type ScriptedAnswer,
} from './recording-transport.ts'
export { redirectUrlOf } from './redirect-url-of.ts'
export { createSeededRandom } from './seeded-random.ts'
export { sessionStoreCases } from './session-store-cases.ts'
export type { StoreCase } from './store-case.ts'
