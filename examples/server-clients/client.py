"""A client of `nostro serve` that knows nothing but its OpenAPI document: python3 client.py URL TOKEN"""

import json
import sys
import urllib.error
import urllib.request

url, token = sys.argv[1:3]


def fetch(method, path, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data=data, method=method)
    request.add_header("Authorization", "Bearer " + token)
    if data is not None:
        request.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request) as answer:
            text = answer.read().decode()
            return json.loads(text) if "json" in answer.headers["Content-Type"] else text
    except urllib.error.HTTPError as refused:
        problem = json.loads(refused.read().decode())
        raise SystemExit(f"{problem['code']}: {problem['detail']} {problem.get('hint', '')}")


document = fetch("GET", "/openapi.json")
operations = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in document["paths"].items()
    for method, operation in methods.items()
    if "operationId" in operation
}


def call(operation_id, body=None, query="", headers=None, **parameters):
    method, path = operations[operation_id]
    for name, value in parameters.items():
        path = path.replace("{" + name + "}", value)
    return fetch(method, path + query, body, headers)


providers = call("listProviders")["data"]
connections = call("listConnections")["data"]
job = call("startSync", {"connectionIds": [connections[0]["id"]]})
done = call("getSync", id=job["id"], query="?wait=true")
assert done["status"] in ("completed", "partial"), done
accounts = call("listAccounts")["data"]

seen, cursor = set(), ""
while True:
    page = call("listChanges", query="?limit=500" + cursor)
    seen |= {row["id"] for row in page["added"] + page["modified"]}
    seen -= {row["id"] for row in page["removed"]}
    cursor = "&cursor=" + page["nextCursor"]
    if not page["hasMore"]:
        break

newest = call("listTransactions", query="?limit=1")["data"][0]
noted = call("annotateTransaction", {"note": "seen by Python"}, id=newest["id"])
assert noted["annotations"]["note"] == "seen by Python"

key = {"Idempotency-Key": "python-1"}
invoice = {
    "number": "PY-2026-1",
    "direction": "receivable",
    "total": {"amount": "12.34", "currency": "EUR"},
    "issuedOn": newest["bookingDate"],
    "customer": {"id": "python"},
}
first, again = call("createInvoice", invoice, headers=key), call("createInvoice", invoice, headers=key)
assert first == again
matches = call("listMatches")["data"]
months = call("getSummary", query="?groupBy=month")["data"]
lines = call("exportTransactions", format="csv").strip().split("\n")
assert len(lines) > 1

print(
    json.dumps(
        {
            "providers": len(providers),
            "accounts": len(accounts),
            "transactions": len(seen),
            "matches": len(matches),
            "months": len(months),
        }
    )
)
