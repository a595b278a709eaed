export type { Psd2Role, QcType } from '../certificates/psd2-extensions.ts'
export { type CertificateInfo, readCertificate } from '../certificates/read-certificate.ts'
export { createSigningKey } from '../keys/create-signing-key.ts'
export { generateRsaKeyPair, type RsaKeyPair } from '../keys/generate-rsa-key-pair.ts'
