/** Started by default. */
export type DefaultBank = 'ing' | 'bunq' | 'bankid'

/** Started when they are asked for. */
export type RequestedBank = 'enable-banking' | 'simplefin' | 'berlin-group'

/** The banks that can be simulated. */
export type BankName = DefaultBank | RequestedBank
