import { isDeepStrictEqual } from 'node:util'
import { type Capability, NostroError, type Provider } from '@nostro/core'
import { type Check, verify } from './check.ts'
import { refusal, throughJson } from './outcomes.ts'

const source = 'core/contracts/manifest.ts ProviderManifest'

/** Capability to the member that serves it. */
const members: { readonly [C in Capability]?: keyof Provider } = {
  accounts: 'accounts',
  balances: 'accounts',
  transactions: 'accounts',
  payments: 'payments',
  funds: 'funds',
  events: 'events',
  esign: 'esign',
}

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

export const manifestChecks: readonly Check[] = [
  {
    id: 'manifest.spec-version',
    area: 'manifest',
    title: 'The provider names version 1 of the contract.',
    why: 'A program refuses what was made for another version instead of misreading it.',
    source: 'core/contracts/provider.ts Provider.specVersion',
    needs: [],
    run: async ({ open }) => {
      const { specVersion } = open()
      verify(specVersion === 1, `specVersion is ${String(specVersion)}.`)
    },
  },
  {
    id: 'manifest.no-requests-at-creation',
    area: 'manifest',
    title: 'Making an instance sends nothing.',
    why: 'A program makes all its providers at its start, also those that it does not use.',
    source: 'core/contracts/provider.ts ProviderFactory',
    needs: [],
    run: async ({ open, requests, kit }) => {
      const [before, calls] = [requests(), kit.calls.length]
      open()
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      verify(kit.calls.length === calls && requests() === before, 'A request was sent while the instance was made.')
    },
  },
  {
    id: 'manifest.wrong-options',
    area: 'manifest',
    title: 'A wrong option is invalid_config and names the option.',
    why: 'Who configures a bank must see which line to correct.',
    source: 'core/contracts/provider-module.ts ProviderModule.createProvider',
    needs: ['wrong-options'],
    run: async ({ bank, kit }) => {
      for (const { option, create } of bank.wrongOptions ?? []) {
        const error = await refusal(`A wrong \`${option}\``, ['invalid_config'], () => create(kit.services()))
        verify(error.message.includes(option), `The refusal does not name \`${option}\`: ${error.message}`)
      }
    },
  },
  {
    id: 'manifest.id',
    area: 'manifest',
    title: 'The id is short, lower case and fit for names.',
    why: 'It stands in configurations, stores and file names.',
    source: `${source}.id`,
    needs: [],
    run: async ({ open }) => {
      const { id } = open().manifest
      verify(/^[a-z][a-z0-9-]{0,39}$/.test(id), `The id is “${id}”.`)
    },
  },
  {
    id: 'manifest.capabilities-have-members',
    area: 'manifest',
    title: 'Each capability that is named has its member.',
    why: 'A program offers what the manifest names, and calls it.',
    source: 'core/contracts/provider.ts Provider',
    needs: [],
    run: async ({ open }) => {
      const provider = open()
      for (const capability of provider.manifest.capabilities) {
        const member = members[capability]
        verify(member === undefined || provider[member] !== undefined, `“${capability}” is named, but absent.`)
      }
    },
  },
  {
    id: 'manifest.members-are-named',
    area: 'manifest',
    title: 'Each member is named as a capability.',
    why: 'What is not named is found by nobody.',
    source: 'core/contracts/provider.ts Provider',
    needs: [],
    run: async ({ open }) => {
      const provider = open()
      for (const member of ['accounts', 'payments', 'funds', 'events', 'esign'] as const) {
        if (provider[member] === undefined) continue
        verify(provider.manifest.capabilities.includes(member), `The member “${member}” is not named.`)
      }
    },
  },
  {
    id: 'manifest.payment-kinds',
    area: 'manifest',
    title: 'Payment kinds are named exactly where payments are.',
    why: 'A form for payments offers the kinds of the manifest.',
    source: `${source}.paymentKinds`,
    needs: [],
    run: async ({ open }) => {
      const { manifest, payments } = open()
      const kinds = manifest.paymentKinds.length
      verify(
        kinds > 0 === (payments !== undefined),
        `There are ${kinds} payment kinds, payments ${payments ? 'stand' : 'are absent'}.`,
      )
    },
  },
  {
    id: 'manifest.environment',
    area: 'manifest',
    title: 'The environment is one of those that are listed.',
    why: 'It distinguishes test money from real money.',
    source: `${source}.environment`,
    needs: [],
    run: async ({ open }) => {
      const { environment, environments } = open().manifest
      verify(environments.includes(environment), `“${environment}” is none of ${environments.join(', ')}.`)
    },
  },
  {
    id: 'manifest.countries',
    area: 'manifest',
    title: 'Countries are ISO 3166 alpha-2 codes.',
    why: 'Banks are chosen by country.',
    source: `${source}.countries`,
    needs: [],
    run: async ({ open }) => {
      for (const country of open().manifest.countries) {
        const isCode = /^[A-Z]{2}$/.test(country) && regions.of(country) !== undefined
        verify(isCode, `“${country}” is no country code.`)
      }
    },
  },
  {
    id: 'manifest.json',
    area: 'manifest',
    title: 'The manifest is plain JSON.',
    why: 'It is printed, served over HTTP and compared.',
    source,
    needs: [],
    run: async ({ open }) => {
      const { manifest } = open()
      verify(isDeepStrictEqual(throughJson(manifest), manifest), 'The manifest is not the same after JSON.')
    },
  },
  {
    id: 'manifest.constant',
    area: 'manifest',
    title: 'The manifest is the same at each look, also after use.',
    why: 'Programs read it once and plan by it.',
    source,
    needs: [],
    run: async ({ open, connect }) => {
      const provider = open()
      const before = JSON.stringify(provider.manifest)
      await connect(provider)
      verify(JSON.stringify(provider.manifest) === before, 'The manifest changed after connecting.')
    },
  },
  {
    id: 'manifest.rate-limits',
    area: 'manifest',
    title: 'Rate limits are positive whole numbers under different names.',
    why: 'The transport keeps to them; two of one name share a count.',
    source: 'core/contracts/manifest.ts RateLimit',
    needs: [],
    run: async ({ open }) => {
      const { rateLimits } = open().manifest
      for (const { name, limit, windowSeconds } of rateLimits) {
        verify(Number.isInteger(limit) && limit > 0 && windowSeconds > 0, `The limit “${name}” is not positive.`)
      }
      verify(new Set(rateLimits.map(({ name }) => name)).size === rateLimits.length, 'Two limits have one name.')
    },
  },
  {
    id: 'manifest.history-days',
    area: 'manifest',
    title: 'Days of history and unattended reads are positive, or null.',
    why: 'Schedules are made of them.',
    source: `${source}.historyDays`,
    needs: [],
    run: async ({ open }) => {
      const { historyDays, unattendedReads } = open().manifest
      for (const value of [historyDays, unattendedReads]) {
        verify(
          value === null || (Number.isInteger(value) && value > 0),
          `${String(value)} is no number of days or reads.`,
        )
      }
    },
  },
  {
    id: 'manifest.no-secret',
    area: 'manifest',
    title: 'The manifest holds no secret.',
    why: 'It is shown to everybody.',
    source: 'docs/security.md',
    needs: [],
    run: async ({ connect, bank }) => {
      const { provider } = await connect()
      const text = JSON.stringify(provider.manifest)
      verify(!bank.canaries().some((canary) => text.includes(canary)), 'A secret stands in the manifest.')
    },
  },
  {
    id: 'manifest.diagnose',
    area: 'manifest',
    title: 'A diagnosis is findings with words, never an exception of another kind.',
    why: 'It is asked for when things are broken already.',
    source: 'core/contracts/provider.ts Provider.diagnose',
    needs: [],
    run: async ({ open, bank }) => {
      const provider = open()
      const found = await Promise.resolve(provider.diagnose?.()).catch((error: unknown) => {
        verify(NostroError.isInstance(error), `diagnose ended with ${String(error)}.`)
        return []
      })
      const text = JSON.stringify(found ?? [])
      for (const { subject, message, status } of found ?? []) {
        const isFinding = subject.length > 0 && message.length > 0 && ['ok', 'warning', 'failed'].includes(status)
        verify(isFinding, `A finding lacks subject, message or status: ${text.slice(0, 200)}`)
      }
      verify(!bank.canaries().some((canary) => text.includes(canary)), 'A secret stands in a diagnosis.')
    },
  },
  {
    id: 'manifest.name',
    area: 'manifest',
    title: 'The name is one line that fits into a list.',
    why: 'Customers choose by it.',
    source: `${source}.name`,
    needs: [],
    run: async ({ open }) => {
      const { name } = open().manifest
      verify(/^[^\p{Cc}]{2,60}$/u.test(name) && name.trim() === name, `The name is ${JSON.stringify(name)}.`)
    },
  },
  {
    id: 'manifest.id-traits',
    area: 'manifest',
    title: 'What is said about ids is in the contract’s words.',
    why: 'The ledger recognises entries by it.',
    source: 'core/contracts/manifest.ts IdentifierTraits',
    needs: [],
    run: async ({ open }) => {
      for (const [name, traits] of Object.entries(open().manifest.ids)) {
        if (traits === undefined) continue
        const isKnown = ['global', 'account', 'session', 'none'].includes(traits.scope)
        const isAnswer = [true, false, null].includes(traits.stableFromPendingToBooked)
        verify(
          isKnown && isAnswer && typeof traits.stableAcrossConsents === 'boolean',
          `Ids of ${name} are not described.`,
        )
      }
    },
  },
  {
    id: 'manifest.psu-headers',
    area: 'manifest',
    title: 'Each policy for the customer’s headers is one of the three.',
    why: 'A program that asks for an address must know when.',
    source: `${source}.psuHeaders`,
    needs: [],
    run: async ({ open }) => {
      for (const [name, policy] of Object.entries(open().manifest.psuHeaders)) {
        verify(['required', 'optional', 'forbidden'].includes(policy), `The policy for ${name} is “${policy}”.`)
      }
    },
  },
]
