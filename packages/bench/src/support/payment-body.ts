/** A credit transfer as banks want it: about 400 bytes. */
export const paymentBody = {
  instructedAmount: { currency: 'EUR', amount: '125.50' },
  debtorAccount: { iban: 'NL66INGB0123456789', currency: 'EUR' },
  creditorAccount: { iban: 'NL02RABO0123456789', currency: 'EUR' },
  creditorName: 'Example Creditor B.V.',
  endToEndIdentification: 'invoice-2024-000123',
  remittanceInformationUnstructured: 'Invoice 2024-000123, customer 4711, thank you for your order of last week',
  requestedExecutionDate: '2024-03-05',
} as const
