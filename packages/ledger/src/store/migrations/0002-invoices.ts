/** Invoices, what pays them, and what a person decided about both. */
export const invoiceTables: readonly string[] = [
  `create table invoice (id integer primary key, number text not null, direction text not null, kind text not null,
    customer text not null, total text not null, currency text not null, open text not null, state text not null,
    issued_on text not null, due_on text, detail text not null, created_at {big} not null, updated_at {big} not null,
    done_by text) {strict}`,
  'create unique index invoice_identity on invoice (direction, kind, customer, number)',
  'create index invoice_by_state on invoice (state)',
  `create table allocation (id integer primary key, invoice integer not null references invoice (id), account integer not null,
    no integer not null, amount text not null, entry_amount text not null, difference_kind text, difference_amount text,
    class text not null, decided_by text not null, evidence text not null, at {big} not null, undone_at {big}, undone_by text,
    undone_reason text, return_account integer, return_no integer) {strict}`,
  'create index allocation_by_invoice on allocation (invoice)',
  'create index allocation_by_entry on allocation (account, no)',
  `create table suggestion (id integer primary key, account integer not null, no integer not null, kind text not null,
    class text not null, weak integer not null, parts text not null, evidence text not null, at {big} not null) {strict}`,
  'create index suggestion_by_entry on suggestion (account, no)',
  `create table declined (account integer not null, no integer not null, invoices text not null, at {big} not null, by text not null,
    primary key (account, no, invoices)) {strict}`,
  // The next numbers, and the row that all writers of invoices lock.
  `insert into meta (name, value) values ('invoices', '{"invoice":1,"match":1,"suggestion":1}')`,
]
