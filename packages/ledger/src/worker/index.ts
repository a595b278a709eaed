export { type LedgerWorker, startWorker, type WorkerOptions } from './start-worker.ts'
