export { createFakeClock, type FakeClock } from './fake-clock.ts'
export {
  type AnswerTable,
  createRecordingTransport,
  type RecordedCall,
  type RecordingTransport,
  type ScriptedAnswer,
} from './recording-transport.ts'
export { createSeededRandom } from './seeded-random.ts'
