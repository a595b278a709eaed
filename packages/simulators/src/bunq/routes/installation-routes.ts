import { createPublicKey, type KeyObject } from 'node:crypto'
import { readText } from '../http/body.ts'
import { pageOf } from '../http/paging.ts'
import { notFound, refusal } from '../http/refusal.ts'
import type { InstallationCall, OpenCall, Reply, Route } from '../http/route.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

/** Row 12: an SPKI PEM of an RSA key with 2048 bits; a newline after the END line may be there or not. */
const readPublicKey = (pem: string): KeyObject => {
  const invalid = (reason: string, received?: string) =>
    refusal(12, 400, 'Invalid client public key.', reason, {
      expected: 'PEM, SubjectPublicKeyInfo, RSA 2048',
      received,
    })
  if (!/^-----BEGIN PUBLIC KEY-----\r?\n[A-Za-z0-9+/=\r\n]+-----END PUBLIC KEY-----\s*$/.test(pem)) {
    throw invalid('the key is not a PEM public key', pem.split('\n', 1)[0] ?? '')
  }
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch {
    throw invalid('the PEM does not hold a key')
  }
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (key.asymmetricKeyType !== 'rsa') throw invalid('the key is not an RSA key', key.asymmetricKeyType)
  if (bits !== 2048) throw invalid('the key has another size', `${bits} bits`)
  return key
}

const serverKey = (pem: string): object => ({ ServerPublicKey: { server_public_key: pem } })

const create =
  (serverPublicKey: string) =>
  ({ state, body }: OpenCall): Reply => {
    const pem = readText(body, 'client_public_key')
    if (pem === undefined) {
      throw refusal(12, 400, 'Invalid client public key.', 'the field client_public_key is missing or no text')
    }
    const publicKey = readPublicKey(pem)
    const created = state.now()
    const installation = {
      id: state.nextId(),
      tokenId: state.nextId(),
      token: state.token(),
      created,
      publicKey,
      publicKeyPem: pem,
      devices: [],
    }
    state.installations.set(installation.token, installation)
    const at = wireTimestamp(created)
    return {
      objects: [
        { Id: { id: installation.id } },
        { Token: { id: installation.tokenId, created: at, updated: at, token: installation.token } },
        serverKey(serverPublicKey),
      ],
    }
  }

const own = (call: InstallationCall, name: string): void => {
  if (call.id(name) !== call.installation.id) throw notFound('Installation', call.id(name))
}

/** Where a client begins: it hands over its key and gets the bank's. */
export const installationRoutes = (serverPublicKey: string): readonly Route[] => [
  {
    method: 'POST',
    path: 'installation',
    token: 'none',
    fields: { client_public_key: { type: 'anything' } },
    handle: create(serverPublicKey),
  },
  {
    method: 'GET',
    path: 'installation',
    token: 'installation',
    handle: ({ installation, page }) => {
      const { items, pagination } = pageOf([installation], page)
      return { objects: items.map(({ id }) => ({ Id: { id } })), pagination }
    },
  },
  {
    method: 'GET',
    path: 'installation/{id}',
    token: 'installation',
    handle: (call) => {
      own(call, 'id')
      return { objects: [{ Id: { id: call.installation.id } }] }
    },
  },
  {
    method: 'GET',
    path: 'installation/{id}/server-public-key',
    token: 'installation',
    handle: (call) => {
      own(call, 'id')
      return {
        objects: [serverKey(serverPublicKey)],
        pagination: { future_url: null, newer_url: null, older_url: null },
      }
    },
  },
]
