import type { Aspsp, AuthMethod, PsuType } from '../aspsp.ts'

/** What POST /auth and POST /payments have in common: bank, kind of customer, way of login, way back. */
export interface Login {
  readonly aspsp: Aspsp
  readonly psuType: PsuType
  readonly authMethod: AuthMethod
  readonly state: string
  readonly redirectUrl: string
  readonly language: string
  readonly psuId: string | undefined
}
