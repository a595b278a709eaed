/**
 * What is wrong with a signature, in the words that `nostro sign explain`, the simulators' `/rejections` and the
 * providers' hints share.
 */
export const explanationWords = {
  holds: 'The signature holds.',
  signature_missing: 'The request carries no signature.',
  signature_unreadable: 'The signature’s text cannot be read.',
  signature_damaged:
    'The signature does not open with this key: it was made with another key, or its own bytes were changed.',
  signature_alphabet:
    'The signature is not in the alphabet that the scheme asks for: HTTP signatures and bunq take standard base64 on one line, a JWS takes base64url without padding.',
  signature_prefix: 'The Signature header begins with “Signature ”, which belongs into Authorization alone.',
  jws_form:
    'The JWS is not detached: header, two full stops and signature are asked for, with nothing between the full stops.',
  ecdsa_form:
    'The ECDSA signature is in the other form: a JWS takes r and s side by side, an HTTP signature takes DER.',
  raw_rsa:
    'The hash was signed without the name of its algorithm (RFC 8017 9.2), as “openssl rsautl” does; “openssl dgst -sign” puts it in.',
  wrong_key: 'The signature was made with the key of the certificate that was sent, not with the one expected.',
  padding: 'The signature has another padding (PKCS #1 v1.5 or PSS) than the scheme asks for.',
  salt_length: 'The PSS salt is not as long as the hash.',
  algorithm: 'The algorithm named is not the one that was signed with, or is not allowed.',
  key_id: 'The key id does not name this certificate or client.',
  certificate: 'The certificate sent is not the one expected, or cannot be read.',
  headers_list: 'The list of signed headers is not the one that was signed.',
  header_order: 'The lines were signed in another order than the list of signed headers says.',
  header_missing: 'A header that the signature covers is not on the request.',
  line_feed: 'A line feed was signed after the last line; there must be none.',
  line_separator: 'The lines were not joined by one line feed each: something else stands between them.',
  line_form: 'The lines were not written as “name: value”, the name in lower case, one blank after the colon.',
  text_encoded: 'The text was put into another coding before it was signed: base64, UTF-16, a JSON string.',
  payload_encoded: 'The lines were encoded before they were signed; “b64” is false, so they are signed as they are.',
  double_hash:
    'The hash of the text was signed, and so hashed twice: the text itself goes into the signature function.',
  part_alone: 'A part of the request alone was signed in place of the whole text: the body, the digest or the date.',
  other_scheme: 'The text of another signature scheme was signed, or its header was sent.',
  crlf: 'CR LF was signed between the lines; it must be LF alone.',
  method_case: 'The method was signed, or sent, in the wrong case: sent in upper, signed in lower case.',
  method: 'The method is not the one that was signed.',
  path: 'The path is not the one that was signed.',
  query: 'The query is not the one that was signed.',
  query_missing: 'The query was left out, of the signed text or of the request.',
  query_encoding: 'The query was signed in another percent-encoding than it was sent in.',
  target_url: 'More than path and query was signed: scheme, host or fragment do not belong to the text.',
  date: 'The date is not the one that was signed.',
  date_format: 'The date is not in the form that the bank reads.',
  clock: 'The date is further from the bank’s clock than the bank allows: set this machine’s clock.',
  digest: 'The Digest header is not the one that was signed.',
  digest_alphabet: 'The digest is written in another alphabet than standard base64 with padding.',
  digest_empty: 'The digest of an empty body was signed, although there is a body.',
  digest_prefix:
    'The digest lacks the name of its hash, or has it in another spelling: “SHA-256=” and standard base64.',
  digest_malformed: 'The Digest header is missing or is no digest.',
  digest_or_body: 'The Digest is not that of the body: one of them was changed, or the digest was made wrongly.',
  body: 'The body is not the one that was signed.',
  body_newline: 'The body differs from the signed one by line ends only.',
  body_reserialised: 'The body is the signed JSON, written out once more in another form.',
  body_encoding:
    'The body was signed in another coding of its letters than it was sent in: UTF-8 and the same composition are needed.',
  body_not_sent: 'Something was signed as body, and no body was sent.',
  body_empty: 'Nothing was signed in place of the body.',
  old_scheme: 'Method, URL and headers were signed: the scheme that was retired in 2020.',
  header: 'A signed header is not the one that was signed.',
  protected_header: 'The protected header is not the one that was signed, or not in ING’s profile.',
  other_text:
    'The signature is whole and of this key, but was made over another text: method, path, query or a signed header was changed after signing.',
  content_type: 'The Content-Type is not the one that the bank takes.',
  path_unknown: 'The bank has no such path.',
  method_unknown: 'The path takes another method.',
  body_form: 'The body is not as the bank’s documentation asks:',
  unsigned: 'Nothing is signed here, and the request has the form that the bank asks for.',
} as const

/** What the verifiers' findings are called in these words. */
const causeOfFault: Readonly<Record<string, keyof typeof explanationWords>> = {
  signature_missing: 'signature_missing',
  signature_unreadable: 'signature_unreadable',
  key_id: 'key_id',
  thumbprint: 'key_id',
  algorithm: 'algorithm',
  key_size: 'algorithm',
  headers_list: 'headers_list',
  signed_headers: 'headers_list',
  header_missing: 'header_missing',
  date_format: 'date_format',
  signing_time: 'date_format',
  date_skew: 'clock',
  signing_time_skew: 'clock',
  digest_missing: 'digest_malformed',
  digest_malformed: 'digest_malformed',
  digest_mismatch: 'digest_or_body',
  protected_header: 'protected_header',
  salt_length: 'salt_length',
}

/** A verifier's reason after the words for its kind. */
export const inTheseWords = (fault: string, reason: string): string => {
  const cause = causeOfFault[fault]
  return cause === undefined ? reason : `${explanationWords[cause]} ${reason}`
}

/** Why a signature does not hold. */
export type ExplanationCause = keyof typeof explanationWords

const capture = 'Capture the request and run “nostro sign explain --captured FILE”.'

/** What a provider can say when a bank tells no more than that it does not accept a signature. */
export const signatureHints = {
  missing: explanationWords.signature_missing,
  /** Where method, path and headers are signed. */
  request: `${explanationWords.other_text} Or: ${explanationWords.signature_damaged} ${capture}`,
  /** Where the body alone is signed. */
  body: `${explanationWords.body} Or: ${explanationWords.signature_damaged} ${capture}`,
} as const
