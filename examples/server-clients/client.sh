#!/bin/sh
# A client of `nostro serve` with nothing but curl and sed: sh client.sh URL TOKEN
set -eu
url=$1 token=$2

call() { # METHOD PATH [BODY]
  if [ $# -eq 3 ]; then
    curl -sS --fail-with-body -X "$1" -H "Authorization: Bearer $token" -H "Content-Type: application/json" -d "$3" "$url$2"
  else
    curl -sS --fail-with-body -X "$1" -H "Authorization: Bearer $token" "$url$2"
  fi
}
member() { sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p' | head -n 1; }
count() { grep -o '"'"$1"'":' | wc -l | tr -d ' '; }

accounts=$(call GET /v1/accounts | count bookedTotal)
job=$(call POST /v1/syncs '{}' | sed 's/,.*//' | member id)
status=$(call GET "/v1/syncs/$job?wait=true" | sed 's/"startedAt".*//' | member status)
transactions=$(call GET "/v1/transactions?limit=500" | count bookingStatus)
invoice=$(call POST /v1/invoices '{"number":"SH-2026-1","direction":"payable","total":{"amount":"5.00","currency":"EUR"},"issuedOn":"2026-03-01","customer":{"id":"shell"}}' | sed 's/,.*//' | member id)
call DELETE "/v1/invoices/$invoice" >/dev/null
rows=$(call GET /v1/exports/ndjson | wc -l | tr -d ' ')
echo "{\"accounts\":$accounts,\"status\":\"$status\",\"transactions\":$transactions,\"rows\":$rows}"
