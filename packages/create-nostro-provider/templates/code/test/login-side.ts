import type { Bank, BankProfile } from '@nostro/provider-testkit'

/** The part of a harness that says how customers connect. */
export interface LoginSide
  extends Pick<BankProfile, 'start' | 'decisions'>,
    Pick<Bank, 'act' | 'canaries' | 'expire' | 'wrongOptions'> {}
