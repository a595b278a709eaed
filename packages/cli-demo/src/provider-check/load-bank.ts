import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { NostroError } from '@nostro/core'
import type { BankFactory } from '@nostro/provider-testkit'

/** The providers that come with Nostro, over their simulators. Each is loaded only when it is judged. */
const builtIn: Readonly<Record<string, () => Promise<BankFactory>>> = {
  ing: async () => (await import('./ing-bank.ts')).startIngBank,
  bunq: async () => (await import('./bunq-bank.ts')).startBunqBank,
  'enable-banking': async () => (await import('./enable-banking-bank.ts')).startEnableBankingBank,
  'berlin-group': async () => (await import('./berlin-group-bank.ts')).startBerlinGroupBank,
  simplefin: async () => (await import('./simplefin-bank.ts')).startSimpleFinBank,
  bankid: async () => (await import('./bankid-bank.ts')).startBankIdBank,
}

const refuse = (message: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message,
    hint: `Name one of ${Object.keys(builtIn).join(', ')}, or a module that exports its harness as \`startBank\`.`,
  })

/** The harness by a name of ours, or by the path of a module. @throws NostroError `invalid_config` */
export const loadBank = async (target: string, cwd: string): Promise<BankFactory> => {
  const own = Object.hasOwn(builtIn, target) ? builtIn[target] : undefined
  if (own !== undefined) return own()
  if (!/[./\\]/.test(target)) throw refuse(`“${target.slice(0, 60)}” is no provider that can be judged.`)
  const loaded = (await import(pathToFileURL(resolve(cwd, target)).href)) as Readonly<Record<string, unknown>>
  const found = loaded['startBank']
  if (typeof found !== 'function') throw refuse('The module does not export `startBank`.')
  return found as BankFactory
}
