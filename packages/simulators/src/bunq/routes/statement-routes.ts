import { must, readText } from '../http/body.ts'
import { dateField, required, text } from '../http/fields.ts'
import { invalidField, notFound, refusal } from '../http/refusal.ts'
import { findHere, listReply, ofAccount } from '../http/replies.ts'
import { emptyReply, idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { Statement } from '../state/records.ts'
import { toCsv } from '../statements/csv.ts'
import { toMt940 } from '../statements/mt940.ts'
import { toPdf } from '../statements/pdf.ts'
import { linesOf } from '../statements/statement-lines.ts'
import { fromMinorUnits } from '../wire/amount.ts'
import { labelOwnAccount } from '../wire/labels.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

/** How long the bank works on a statement before it is ready. */
const WORK_MS = 1000

const isReady = ({ state }: SessionCall, statement: Statement): boolean => state.now() - statement.created >= WORK_MS

const readDate = ({ body }: SessionCall, name: string): string => {
  const date = must(readText(body, name))
  if (Number.isNaN(Date.parse(date)) || !new Date(date).toISOString().startsWith(date)) {
    throw invalidField(name, 'no such day', date)
  }
  return date
}

const create = (call: SessionCall): Reply => {
  const { state, account, body } = call
  const format = must((['CSV', 'MT940', 'PDF'] as const).find((name) => name === readText(body, 'statement_format')))
  const regionalFormat = (['UK_US', 'EUROPEAN'] as const).find((name) => name === readText(body, 'regional_format'))
  if (format === 'CSV' && regionalFormat === undefined) {
    throw refusal(38, 400, 'Missing field "regional_format".', 'a CSV statement needs a regional format')
  }
  const dateStart = readDate(call, 'date_start')
  const dateEnd = readDate(call, 'date_end')
  if (dateEnd < dateStart) {
    throw refusal(38, 400, 'Invalid value for field "date_end".', 'the statement ends before it begins', {
      expected: `${dateStart} or later`,
      received: dateEnd,
    })
  }
  const at = state.now()
  const number = state.records.statements.filter(({ accountId }) => accountId === account.id).length + 1
  const statement: Statement = {
    id: state.nextId(),
    created: at,
    updated: at,
    accountId: account.id,
    dateStart,
    dateEnd,
    format,
    regionalFormat: regionalFormat ?? null,
    number,
  }
  state.records.statements.push(statement)
  return idReply(statement.id)
}

const wire = (call: SessionCall, statement: Statement): object => ({
  CustomerStatement: {
    id: statement.id,
    created: wireTimestamp(statement.created),
    updated: wireTimestamp(statement.updated),
    date_start: statement.dateStart,
    date_end: statement.dateEnd,
    status: isReady(call, statement) ? 'COMPLETED' : 'PENDING',
    statement_number: statement.number,
    statement_format: statement.format,
    regional_format: statement.regionalFormat,
    alias_monetary_account: labelOwnAccount(call.state, call.account),
  },
})

const find = (call: SessionCall, part: string): Statement =>
  findHere(call, ofAccount(call, call.state.records.statements), 'Customer statement', part)

const pdfLines = ({ account }: SessionCall, statement: Statement): readonly string[] => {
  const { opening, closing, lines } = linesOf(account, statement)
  return [
    `bunq (simulated)   Statement ${statement.number}   ${account.iban}   ${account.currency}`,
    `${statement.dateStart} to ${statement.dateEnd}`,
    `Opening balance ${fromMinorUnits(opening)}   Closing balance ${fromMinorUnits(closing)}`,
    '',
    ...lines.map(
      ({ date, payment }) =>
        `${date} ${fromMinorUnits(payment.amount).padStart(12)}  ${payment.party.name.padEnd(26).slice(0, 26)} ${payment.description.slice(0, 46)}`,
    ),
  ]
}

const file = (call: SessionCall): Reply => {
  const { account } = call
  const statement = find(call, 'statement')
  if (!isReady(call, statement)) throw notFound('Customer statement content', statement.id)
  const lines = linesOf(account, statement)
  switch (statement.format) {
    case 'CSV':
      return { contentType: 'text/csv', bytes: Buffer.from(toCsv(account, lines, statement.regionalFormat ?? 'UK_US')) }
    case 'MT940':
      return { contentType: 'text/plain', bytes: Buffer.from(toMt940(account, statement, lines)) }
    case 'PDF':
      return { contentType: 'application/pdf', bytes: toPdf(pdfLines(call, statement)) }
  }
}

const remove = (call: SessionCall): Reply => {
  const { statements } = call.state.records
  statements.splice(statements.indexOf(find(call, 'id')), 1)
  return emptyReply
}

const path = 'user/{user}/monetary-account/{account}/customer-statement'

/** Statements: ordered, ready a second later, downloaded as a signed file. */
export const statementRoutes: readonly Route[] = [
  {
    method: 'POST',
    path,
    token: 'session',
    fields: {
      statement_format: required(text(['CSV', 'MT940', 'PDF'])),
      date_start: required(dateField),
      date_end: required(dateField),
      regional_format: text(['UK_US', 'EUROPEAN']),
      include_attachment: { type: 'boolean' },
    },
    handle: create,
  },
  {
    method: 'GET',
    path,
    token: 'session',
    handle: (call) =>
      listReply(call, ofAccount(call, call.state.records.statements), (statement) => wire(call, statement)),
  },
  {
    method: 'GET',
    path: `${path}/{id}`,
    token: 'session',
    handle: (call) => ({ objects: [wire(call, find(call, 'id'))] }),
  },
  { method: 'DELETE', path: `${path}/{id}`, token: 'session', handle: remove },
  { method: 'GET', path: `${path}/{statement}/content`, token: 'session', handle: file },
]
