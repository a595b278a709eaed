import { connectionsOf } from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import { startHarbourBank } from './harbour-bank.ts'
import { createHarbourProvider } from './harbour-provider.ts'

const bank = await startHarbourBank()
for (const day of ['2026-01-29', '2026-01-30', '2026-01-31']) {
  bank.entries('pier-1').unshift({ id: day, status: 'booked', day, amount: '-1.50', currency: 'EUR', name: 'Bakery' })
}
const provider = createHarbourProvider(bank.options)
const connections = connectionsOf(provider)

// The customer consents on the bank’s page, and the browser comes back.
const pending = await connections.start('harbour')
const redirectUrl = bank.visit(redirectUrlOf(pending.challenge), 'approve')
const connection = await connections.finish(pending, { redirectUrl })
for await (const account of connection.accounts()) {
  const entries = await connection.transactions(account, { pageSize: 2 }).all()
  console.log(
    account.name,
    entries.map(({ bookingDate, amount }) => `${bookingDate} ${amount.amount}`),
  )
}

// A payment, made once under its key, and confirmed on the bank’s page.
const payment = {
  kind: 'single',
  amount: { amount: '12.50', currency: 'EUR' },
  creditor: { name: 'Bakker BV', iban: 'NL69INGB0123456789' },
} as const
const payer = await connections.connect('harbour', { purpose: 'payments' })
const first = await payer.pay(payment, { idempotencyKey: 'order-1' })
const repeated = await payer.pay(payment, { idempotencyKey: 'order-1' })
console.log('the same payment:', first.ref.id === repeated.ref.id)
const landed = bank.visit(redirectUrlOf(first.challenge), 'approve')
if (first.challenge !== undefined) await provider.auth.advance(first.challenge, { redirectUrl: landed })
const { transactionStatus } = await payer.paymentStatus(first.ref)
console.log('status:', transactionStatus)

await provider.close()
await bank.stop()
