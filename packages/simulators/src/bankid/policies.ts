import type { BankIdEnvironment } from './settings.ts'

/** A kind of BankID that a user may hold, with the policy that its certificates carry. */
export interface BankIdKind {
  readonly policy: string
  /** As it stands in the certificate's `name` attribute. */
  readonly label: string
  readonly platform: string
}

const kinds = (mobile: string, file: string, card: string): readonly [BankIdKind, ...BankIdKind[]] => [
  { policy: mobile, label: 'Mobilt BankID', platform: 'IOS' },
  { policy: file, label: 'BankID på fil', platform: 'OS_X' },
  { policy: card, label: 'BankID på kort', platform: 'WINDOWS' },
]

/** The kinds of an environment, the one that most people use first. */
export const bankIdKinds: Readonly<Record<BankIdEnvironment, readonly [BankIdKind, ...BankIdKind[]]>> = {
  test: kinds('1.2.3.4.25', '1.2.3.4.5', '1.2.3.4.10'),
  production: kinds('1.2.752.78.1.5', '1.2.752.78.1.1', '1.2.752.78.1.2'),
}

const foreignArcs: Readonly<Record<BankIdEnvironment, readonly string[]>> = {
  test: ['1.2.752.78.'],
  production: ['1.2.3.4.', '1.2.752.60.'],
}

/** Not a legal choice since v6.0, in either environment. */
const withdrawn = '1.2.752.71.1.3'

const oid = /^[0-2](\.(0|[1-9]\d*))+$/
/** The one wildcard may stand from the fifth arc on. */
const oidWithWildcard = /^[0-2](\.(0|[1-9]\d*)){3,}\.\*$/

export const isPolicyChoice = (value: unknown, environment: BankIdEnvironment): value is string =>
  typeof value === 'string' &&
  (oid.test(value) || oidWithWildcard.test(value)) &&
  value !== withdrawn &&
  !foreignArcs[environment].some((arcs) => value.startsWith(arcs))

const matches = (choice: string, policy: string): boolean =>
  choice.endsWith('.*') ? policy.startsWith(choice.slice(0, -1)) : policy === choice

/** The kind that a user with every kind of BankID would use, or `undefined` when none is asked for. */
export const kindFor = (
  environment: BankIdEnvironment,
  choices: readonly string[] | undefined,
): BankIdKind | undefined =>
  bankIdKinds[environment].find(
    (kind) => choices === undefined || choices.some((choice) => matches(choice, kind.policy)),
  )
