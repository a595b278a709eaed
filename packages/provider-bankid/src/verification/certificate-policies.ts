/** Policies that a person's certificate may carry, by environment (BankID's list; Nordea's own one is historical). */
export const acceptedPolicies: Readonly<Record<'test' | 'production', readonly string[]>> = {
  test: ['1.2.3.4.5', '1.2.3.4.10', '1.2.3.4.25', '1.2.752.60.1.6', '1.2.752.71.1.3'],
  production: ['1.2.752.78.1.1', '1.2.752.78.1.2', '1.2.752.78.1.5', '1.2.752.71.1.3'],
}

/** True when one of the policies is one of the choices of `requirement.certificatePolicies`, where `*` may end a choice. */
export const fitsChoice = (policies: readonly string[], choices: readonly string[]): boolean =>
  choices.some((choice) =>
    policies.some((policy) => (choice.endsWith('.*') ? policy.startsWith(choice.slice(0, -1)) : policy === choice)),
  )
