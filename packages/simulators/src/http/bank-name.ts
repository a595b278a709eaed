export type BankName = 'ing' | 'bunq' | 'bankid'
