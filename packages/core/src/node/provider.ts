// What the code of a provider needs of Node.js, without the stores that only programs open: a sixth fewer modules.
export { type CheckedPair, checkCertificate, checkPair, type PairToCheck } from '../certificates/check-pair.ts'
export { type FollowedIdentity, followIdentity } from '../certificates/follow-identity.ts'
export type { Psd2Role, QcType } from '../certificates/psd2-extensions.ts'
export {
  type CertificateInfo,
  readCertificate,
  readCertificates,
  toCertificateInfo,
} from '../certificates/read-certificate.ts'
export { type Pkcs12Contents, type Pkcs12Options, readPkcs12 } from '../certificates/read-pkcs12.ts'
export { createSigningKey } from '../keys/create-signing-key.ts'
export { generateRsaKeyPair, type RsaKeyPair } from '../keys/generate-rsa-key-pair.ts'
export { redactText } from '../logging/redaction.ts'
export { createNodeServices, type NodeServicesOptions } from './create-node-services.ts'
