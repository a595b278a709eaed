import type { BankName } from '../http/bank-name.ts'
import type { SeedAccount } from './model.ts'

export interface SeedPerson {
  readonly givenName: string
  readonly surname: string
  /** `YYYY-MM-DD`. */
  readonly birthDate: string
  /** The three digits before the check digit of a Swedish personal number. */
  readonly birthNumber: number
  readonly accounts: readonly SeedAccount['kind'][]
}

const everyKind = ['current', 'savings', 'joint', 'card', 'foreign'] as const

/** BankID's are the classic test person and numbers that public test suites use. */
export const people: Readonly<Record<BankName, readonly SeedPerson[]>> = {
  ing: [
    { givenName: 'Sanne', surname: 'de Vries', birthDate: '1986-04-12', birthNumber: 118, accounts: everyKind },
    { givenName: 'Daan', surname: 'Bakker', birthDate: '1979-11-30', birthNumber: 271, accounts: everyKind },
    {
      givenName: 'Fatima',
      surname: 'El Amrani',
      birthDate: '1993-02-08',
      birthNumber: 402,
      accounts: ['current', 'savings'],
    },
  ],
  bunq: [
    { givenName: 'Lotte', surname: 'Jansen', birthDate: '1991-07-19', birthNumber: 226, accounts: everyKind },
    { givenName: 'Milan', surname: 'Visser', birthDate: '1988-01-25', birthNumber: 313, accounts: everyKind },
    {
      givenName: 'Zoë',
      surname: 'van den Berg',
      birthDate: '1997-09-03',
      birthNumber: 544,
      accounts: ['current', 'savings', 'card'],
    },
  ],
  bankid: [
    { givenName: 'Tolvan', surname: 'Tolvansson', birthDate: '1912-12-12', birthNumber: 121, accounts: [] },
    { givenName: 'Astrid', surname: 'Exempelsson', birthDate: '1999-08-07', birthNumber: 239, accounts: [] },
    { givenName: 'Åsa', surname: 'Öberg', birthDate: '1981-12-18', birthNumber: 987, accounts: [] },
    { givenName: 'Karl', surname: 'Provberg', birthDate: '2002-11-24', birthNumber: 238, accounts: [] },
  ],
  'enable-banking': [
    { givenName: 'Aino', surname: 'Virtanen', birthDate: '1984-05-17', birthNumber: 246, accounts: everyKind },
    { givenName: 'Erik', surname: 'Lindqvist', birthDate: '1990-10-02', birthNumber: 317, accounts: everyKind },
    {
      givenName: 'Maria',
      surname: 'Santos',
      birthDate: '1977-03-21',
      birthNumber: 428,
      accounts: ['current', 'savings', 'foreign'],
    },
  ],
  simplefin: [
    { givenName: 'Grace', surname: 'Whitfield', birthDate: '1982-06-09', birthNumber: 164, accounts: everyKind },
  ],
  'berlin-group': [
    { givenName: 'Jonas', surname: 'Weber', birthDate: '1987-12-04', birthNumber: 139, accounts: everyKind },
    { givenName: 'Clara', surname: 'Vogel', birthDate: '1994-08-15', birthNumber: 282, accounts: everyKind },
    {
      givenName: 'Matteo',
      surname: 'Ricci',
      birthDate: '1971-01-30',
      birthNumber: 553,
      accounts: ['current', 'savings'],
    },
  ],
}
