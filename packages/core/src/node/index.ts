export {
  type CertificateRequestOptions,
  type CertificateSubject,
  createCertificateRequest,
  createSelfSignedCertificate,
  type SelfSignedOptions,
} from '../certificates/create-certificate.ts'
export {
  createFileIdentity,
  type FileIdentity,
  type FileIdentityOptions,
  type IdentityFiles,
} from '../certificates/create-file-identity.ts'
export { decodeText } from '../keys/read-pem.ts'
export { systemClock } from '../services/system-clock.ts'
export { systemRandom } from '../services/system-random.ts'
export {
  createFileSessionStore,
  defaultSessionDir,
  type FileSessionStoreOptions,
} from '../sessions/create-file-session-store.ts'
export { createFileConnectionStore } from '../storage/create-file-connection-store.ts'
export { createFilePaymentIntentStore } from '../storage/create-file-payment-intent-store.ts'
export { defaultStateDir } from '../storage/default-state-dir.ts'
export { type FileLockOptions, type LockWait, withFileLock } from '../storage/file-lock.ts'
export type { FileStore, FileStoreOptions, ResealReport, StoreWait } from '../storage/file-store-options.ts'
export type { FileSystem } from '../storage/file-system.ts'
export { loadMasterKey, type MasterKey, type MasterKeySource } from '../storage/load-master-key.ts'
export { rotateMasterKey } from '../storage/rotate-master-key.ts'
export { toFileFault } from './file-fault.ts'
export * from './provider.ts'
export type { TransportDependencies } from './transport/call-environment.ts'
export { createUndiciTransport } from './transport/undici-transport.ts'
