import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import type { PemPair } from '../../packages/simulators/src/index.ts'
import {
  bits,
  children,
  decode,
  encode,
  integer,
  nothing,
  oid,
  sequence,
  time,
} from '../../packages/simulators/src/pki/der.ts'

const sha256WithRsa = '1.2.840.113549.1.1.11'
const dayMs = 86_400_000

/** A certificate revocation list (RFC 5280 5.1), signed by the authority; PEM. */
export const createRevocationList = (authority: PemPair, revoked: readonly string[], now: number): string => {
  const algorithm = sequence(oid(sha256WithRsa), nothing())
  const fields = children(children(decode(new X509Certificate(authority.certificate).raw))[0] ?? nothing())
  const entries = revoked.map((pem) =>
    sequence(integer(Buffer.from(new X509Certificate(pem).serialNumber, 'hex')), time(now - dayMs)),
  )
  const list = sequence(
    integer(Uint8Array.of(1)),
    algorithm,
    fields[5] ?? nothing(),
    time(now - dayMs),
    time(now + dayMs),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
  )
  const signature = sign('sha256', encode(list), createPrivateKey(authority.key))
  const body = encode(sequence(list, algorithm, bits(signature))).toString('base64')
  return `-----BEGIN X509 CRL-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END X509 CRL-----\n`
}
