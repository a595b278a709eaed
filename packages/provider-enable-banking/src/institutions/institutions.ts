import {
  type CallContext,
  type InstitutionQuery,
  type InstitutionRef,
  type ListedInstitution,
  type Logger,
  NostroError,
} from '@nostro/core'
import { invalidField, readEntries } from '@nostro/provider-kit'
import { enableBanking } from '../api/bank.ts'
import type { EnableBankingClient } from '../api/client.ts'
import { type Aspsp, aspspSchema } from '../api/schemas.ts'

const dayMs = 86_400_000

/** Case and accents do not matter when people look for a bank. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

const isCustomerType = (text: string): text is 'personal' | 'business' => text === 'personal' || text === 'business'

const toInstitution = (aspsp: Aspsp): ListedInstitution => ({
  name: aspsp.name,
  country: aspsp.country,
  bic: aspsp.bic,
  logoUrl: aspsp.logo,
  beta: aspsp.beta,
  customerTypes: aspsp.psu_types?.filter(isCustomerType),
  maximumConsentDays:
    aspsp.maximum_consent_validity === undefined ? undefined : Math.floor(aspsp.maximum_consent_validity / 86_400),
})

export interface Institutions {
  list(query: InstitutionQuery, ctx: CallContext | undefined): Promise<readonly ListedInstitution[]>
  /** The bank of this name and country. @throws NostroError `invalid_request` naming near ones */
  find(institution: InstitutionRef, ctx: CallContext | undefined): Promise<Aspsp>
}

export interface InstitutionsParts {
  readonly client: EnableBankingClient
  readonly logger: Pick<Logger, 'warn'>
  /** Epoch milliseconds. */
  now(): number
}

/** The list changes by the week: a day is soon enough, and saves a call for each start. */
export const createInstitutions = ({ client, now, logger }: InstitutionsParts): Institutions => {
  const kept = new Map<string, { readonly until: number; readonly banks: readonly Aspsp[] }>()
  const read = async (country: string | undefined, ctx: CallContext | undefined): Promise<readonly Aspsp[]> => {
    const known = kept.get(country ?? '')
    if (known !== undefined && now() < known.until) return known.banks
    const entries = await client.aspsps({ country }, { ctx })
    const { items, problems } = readEntries(entries, { what: 'bank', schema: aspspSchema, map: (aspsp) => aspsp })
    // A bank that cannot be read cannot be chosen; the others can.
    if (problems.length > 0) {
      logger.warn(
        { provider: enableBanking.provider, problems: problems.length },
        'Some entries of the list of banks cannot be read in full.',
      )
    }
    kept.set(country ?? '', { until: now() + dayMs, banks: items })
    return items
  }
  return {
    list: async (query, ctx) => {
      const { country, search, customerType } = checkQuery(query)
      const wanted = search === undefined ? '' : fold(search)
      const banks = await read(country, ctx)
      return banks
        .filter(({ name }) => fold(name).includes(wanted))
        .filter(({ psu_types: types }) => customerType === undefined || types?.includes(customerType) !== false)
        .map(toInstitution)
    },
    find: async ({ name, country }, ctx) => {
      const banks = await read(country, ctx)
      const found = banks.filter((bank) => fold(bank.name) === fold(name))
      const [only] = found
      if (only !== undefined && found.length === 1) return only
      if (found.length > 1) {
        throw invalidField(enableBanking, {
          field: 'institution.country',
          problem: `is missing, and ${name.slice(0, 60)} is in several countries`,
          hint: `Give one of: ${found.map((bank) => bank.country).join(', ')}.`,
        })
      }
      throw unknownBank(name, country, banks)
    },
  }
}

const checkQuery = (query: InstitutionQuery): InstitutionQuery => {
  const { country } = query
  if (country === undefined || /^[A-Z]{2}$/.test(country)) return query
  throw invalidField(enableBanking, {
    field: 'country',
    problem: 'is no ISO 3166 code of two capital letters',
    hint: 'Write FI for Finland.',
  })
}

const unknownBank = (name: string, country: string | undefined, banks: readonly Aspsp[]): NostroError => {
  const [word = ''] = fold(name).split(/\s+/)
  const near = banks.filter((bank) => word.length > 2 && fold(bank.name).includes(word)).slice(0, 8)
  return new NostroError({
    code: 'invalid_request',
    provider: enableBanking.provider,
    message: `There is no bank “${name.slice(0, 60)}”${country === undefined ? '' : ` in ${country}`} at Enable Banking.`,
    bankMessages: [{ path: 'institution.name' }],
    hint:
      near.length === 0
        ? 'Look it up with `institutions({ country, search })`: names are written as the bank writes them.'
        : `Did you mean ${near.map((bank) => `“${bank.name}”`).join(', ')}?`,
  })
}
