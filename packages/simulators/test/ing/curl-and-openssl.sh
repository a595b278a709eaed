#!/usr/bin/env bash
# The ING protocol with curl and openssl alone, against the simulator: tokens of both kinds, a registration, a
# customer's consent, accounts, and a payment under each of the two signatures.
#
# Start the simulator, then give this script its addresses and files:
#   ING_URL CA CONTROL CLIENT_ID REDIRECT_URI TLS_CERTIFICATE TLS_KEY SIGNING_CERTIFICATE SIGNING_KEY
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# --- small steps -----------------------------------------------------------------------------------------------------

say() { printf '%s\n' "$*" >&2; }
# A text member of a flat JSON answer.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
http_date() { LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT'; }
uuid() { openssl rand -hex 16 | sed 's/\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.*\)/\1-\2-4\3-8\4-\5/'; }
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
# SHA-256 over exactly the body's bytes, the empty body of a GET too.
digest() { printf 'SHA-256=%s' "$(printf '%s' "$1" | openssl dgst -sha256 -binary | openssl base64 -A)"; }
certificate_line() { tr -d '\r\n' <"$SIGNING_CERTIFICATE"; }
# Every call shows the TLS certificate. curl fails on a status of 400 and above and shows the bank's answer.
call() { curl --silent --show-error --fail-with-body --cacert "$CA" --cert "$TLS_CERTIFICATE" --key "$TLS_KEY" "$@"; }

# --- HTTP signature (draft-cavage): name: value lines, joined by LF, none at the end ---------------------------------

# http_signature KEY_ID METHOD TARGET DATE DIGEST [REQUEST_ID]
http_signature() {
  local names='(request-target) date digest' text signature
  text="(request-target): $2 $3"$'\n'"date: $4"$'\n'"digest: $5"
  if [ $# -gt 5 ]; then
    names="$names x-request-id"
    text="$text"$'\n'"x-request-id: $6"
  fi
  signature=$(printf '%s' "$text" | openssl dgst -sha256 -sign "$SIGNING_KEY" | openssl base64 -A)
  printf 'keyId="%s",algorithm="rsa-sha256",headers="%s",signature="%s"' "$1" "$names" "$signature"
}

# signed METHOD TARGET TOKEN BODY [curl options]: a call with a token and an HTTP signature
signed() {
  local method=$1 target=$2 token=$3 body=$4 lower date sum id
  shift 4
  lower=$(printf '%s' "$method" | tr '[:upper:]' '[:lower:]')
  date=$(http_date)
  sum=$(digest "$body")
  id=$(uuid)
  [ -z "$body" ] || set -- "$@" --data-binary "$body"
  call --request "$method" "$ING_URL$target" -H "Authorization: Bearer $token" -H "Date: $date" -H "Digest: $sum" \
    -H "X-Request-ID: $id" -H "Signature: $(http_signature "$CLIENT_ID" "$lower" "$target" "$date" "$sum" "$id")" "$@"
}

# --- detached JWS: the payload is the same kind of lines, signed with RSA-PSS and a salt of 32 bytes -----------------

# jws METHOD TARGET DIGEST CONTENT_TYPE
jws() {
  local fingerprint time header head text
  fingerprint=$(openssl x509 -in "$SIGNING_CERTIFICATE" -outform DER | openssl dgst -sha256 -binary | base64url)
  time=$(date -u '+%Y-%m-%dT%H:%M:%SZ')
  header='{"b64":false,"x5t#S256":"'$fingerprint'","crit":["sigT","sigD","b64"],"sigT":"'$time'","sigD":{"pars":["(request-target)","digest","content-type"],"mId":"http://uri.etsi.org/19182/HttpHeaders"},"alg":"PS256"}'
  head=$(printf '%s' "$header" | base64url)
  text="(request-target): $1 $2"$'\n'"digest: $3"$'\n'"content-type: $4"
  printf '%s..%s' "$head" "$(printf '%s' "$head.$text" |
    openssl dgst -sha256 -sign "$SIGNING_KEY" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 | base64url)"
}

# --- the flow --------------------------------------------------------------------------------------------------------

form='Content-Type: application/x-www-form-urlencoded'
json='Content-Type: application/json'

say '1. mTLS token: the TLS certificate says who asks'
mtls_token=$(call "$ING_URL/oauth2/token" -H "$form" -d "grant_type=client_credentials&client_id=$CLIENT_ID" | member access_token)

say '2. registration, signed by JWS'
body='{"contact":"ops@tpp.example","redirect_uris":["'$REDIRECT_URI'"]}'
sum=$(digest "$body")
call "$ING_URL/oauth2/applications" -H "$json" -H "Digest: $sum" -H "TPP-Signature-Certificate: $(certificate_line)" \
  -H "x-jws-signature: $(jws post /oauth2/applications "$sum" application/json)" --data-binary "$body" >"$scratch/application"

say '3. signed token: keyId is the serial number of the signing certificate'
body='grant_type=client_credentials'
date=$(http_date)
sum=$(digest "$body")
serial=$(openssl x509 -in "$SIGNING_CERTIFICATE" -noout -serial | cut -d= -f2)
signature=$(http_signature "SN=$serial" post /oauth2/token "$date" "$sum")
token=$(call "$ING_URL/oauth2/token" -H "$form" -H "Date: $date" -H "Digest: $sum" -H "Authorization: Signature $signature" \
  -H "TPP-Signature-Certificate: $(certificate_line)" -d "$body" | member access_token)

say '4. the customer agrees (the control address stands in for a browser)'
scope='payment-accounts%3Abalances%3Aview+payment-accounts%3Atransactions%3Aview'
callback=$(printf '%s' "$REDIRECT_URI" | sed 's/:/%3A/g; s/\//%2F/g')
page="$ING_URL/authorize/v2/NL?client_id=$CLIENT_ID&scope=$scope&state=abc123&redirect_uri=$callback&response_type=code"
location=$(curl --silent --show-error --fail "$CONTROL/ing/consents" -H "$json" -d "{\"authorizeUrl\":\"$page\"}" | member location)
code=${location##*code=}

say '5. the code becomes a customer token'
body="grant_type=authorization_code&code=$code&redirect_uri=$callback"
customer=$(signed POST /oauth2/token "$token" "$body" -H "$form" | member access_token)

say '6. accounts, and the transactions behind the first link'
signed GET /v3/accounts "$customer" '' >"$scratch/accounts"
link=$(sed 's/.*"transactions":{"href":"\([^"]*\)".*/\1/' "$scratch/accounts")
signed GET "$link" "$customer" '' >"$scratch/transactions"

say '7. a payment under an HTTP signature'
payment='{"instructedAmount":{"amount":"12.34","currency":"EUR"},"creditorAccount":{"iban":"NL20INGB0001234567"},"creditorName":"Bakker BV"}'
sepa=/v1/payments/sepa-credit-transfers
signed POST "$sepa" "$token" "$payment" -H "$json" -H "TPP-Redirect-URI: $REDIRECT_URI" -H 'PSU-IP-Address: 192.0.2.7' >"$scratch/http"

say '8. a payment under a JWS, with the mTLS token'
sum=$(digest "$payment")
call "$ING_URL$sepa" -H "$json" -H "Digest: $sum" -H "Authorization: Bearer $mtls_token" -H "X-Request-ID: $(uuid)" \
  -H "TPP-Redirect-URI: $REDIRECT_URI" -H 'PSU-IP-Address: 192.0.2.7' \
  -H "x-jws-signature: $(jws post "$sepa" "$sum" application/json)" --data-binary "$payment" >"$scratch/jws"

printf 'accounts %s\n' "$(grep -o '"resourceId"' "$scratch/accounts" | wc -l | tr -d ' ')"
printf 'application %s\n' "$(member client_id <"$scratch/application")"
printf 'payment-http %s\n' "$(member transactionStatus <"$scratch/http")"
printf 'payment-jws %s\n' "$(member transactionStatus <"$scratch/jws")"
