#!/usr/bin/env bash
# An application token of ING by hand: curl and openssl, nothing else. Read it to learn the HTTP signature.
#
#   npm run --silent nostro -- simulators start > ready.json &
#   examples/ing-by-hand/application-token.sh ready.json
#
# SPOIL=... breaks one thing, to see the refusal: date, digest, header, line-feed, key, method, certificate, no-certificate.
set -euo pipefail

ready=$1
spoil=${SPOIL:-nothing}

# The value of a key in the ready line; `ing.` picks the part that belongs to ING.
value() { sed -E "s/.*\"ing\":\{([^}]*)\}.*/\1/" "$ready" | sed -nE "s/.*\"$1\":\"([^\"]*)\".*/\1/p"; }
ca=$(sed -nE 's/.*"ca":"([^"]*)".*/\1/p' "$ready")
url=$(value url)
tls_certificate=$(value tlsCertificate)
tls_key=$(value tlsKey)
signing_certificate=$(value signingCertificate)
signing_key=$(value signingKey)

body='grant_type=client_credentials'
signed_body=$body
method=post
when='now'
end=''
certificate_options=(--cert "$tls_certificate" --key "$tls_key")
case $spoil in
  digest) signed_body='grant_type=client_credential' ;;
  date) when='-181 seconds' ;;
  method) method=POST ;;
  line-feed) end=$'\n' ;;
  key) signing_key=$tls_key ;;
  certificate) certificate_options=(--cert "$signing_certificate" --key "$signing_key") ;;
  no-certificate) certificate_options=() ;;
esac

# 1. The digest of the body, and the date in English.
digest="SHA-256=$(printf %s "$signed_body" | openssl dgst -sha256 -binary | openssl base64 -A)"
date=$(LC_ALL=C date -u -d "$when" '+%a, %d %b %Y %H:%M:%S GMT')

# 2. The signing string: one line for each header, a line feed between them and none at the end.
signing_string="(request-target): $method /oauth2/token
date: $date
digest: $digest$end"

# 3. RSA with SHA-256 over exactly these bytes.
signature=$(printf %s "$signing_string" | openssl dgst -sha256 -sign "$signing_key" | openssl base64 -A)

# 4. The key is named by the serial number of its certificate, which travels in one line.
serial=$(openssl x509 -in "$signing_certificate" -noout -serial | cut -d= -f2)
certificate_line=$(tr -d '\r\n' < "$signing_certificate")
list='(request-target) date digest'
headers=(-H "Date: $date" -H "Digest: $digest")
if [ "$spoil" = header ]; then headers=(-H "Date: $date"); fi

curl --silent --show-error --cacert "$ca" ${certificate_options[@]+"${certificate_options[@]}"} \
  --write-out '\n%{http_code}\n' \
  "${headers[@]}" \
  -H 'Accept: application/json' \
  -H 'Content-Type: application/x-www-form-urlencoded' \
  -H "TPP-Signature-Certificate: $certificate_line" \
  -H "Authorization: Signature keyId=\"SN=$serial\",algorithm=\"rsa-sha256\",headers=\"$list\",signature=\"$signature\"" \
  --data "$body" \
  "$url/oauth2/token"
