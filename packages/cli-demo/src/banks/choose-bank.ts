import { NostroError } from '@nostro/core'
import { matchConnections } from './choose-connection.ts'
import type { Bank, Setting } from './setting.ts'

/**
 * Which bank of a provider a command works at, where several are configured: that of `--connection`
 * (a connection, or the bank's name in the configuration), else the one that has the provider’s name, else the only one.
 * @throws NostroError `invalid_config` naming the connections to choose from
 */
export const chooseBank = async (
  { banks, connections }: Pick<Setting, 'banks' | 'connections'>,
  { provider, connection }: { readonly provider: string; readonly connection: string | undefined },
): Promise<Bank | undefined> => {
  if (banks.length < 2) return banks[0]
  const kept = (await connections.list()).filter(({ instance }) => banks.some((bank) => bank.instance === instance))
  const instances = new Set(matchConnections(kept, connection).map(({ instance }) => instance))
  if (connection === undefined) {
    const named = banks.find(({ instance }) => instance === provider)
    if (named !== undefined) return named
  }
  const chosen = banks.find(({ instance }) => instance === connection)
  if (chosen !== undefined) return chosen
  const connected = banks.filter(({ instance }) => instances.has(instance))
  if (connected.length === 1) return connected[0]
  const names = banks.map(({ instance }) => instance).join(', ')
  throw new NostroError({
    code: 'invalid_config',
    message:
      connection === undefined
        ? `Several banks of ${provider} are configured: ${names}.`
        : `None of ${names} has one connection “${connection.slice(0, 60)}”.`,
    hint:
      kept.length === 0
        ? `Give --connection with one of: ${names}. “nostro connect ${banks[0]?.instance ?? provider}” makes a connection.`
        : `Give --connection with one of: ${kept.map(({ id, label }) => (label === undefined ? id : `${id} (${label})`)).join(', ')}.`,
  })
}
