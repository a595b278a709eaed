import { type Connection, NostroError } from '@nostro/core'

/** The connections that `--connection` means: by id, label or bank's name in the configuration, or by the start of an id that only one has. */
export const matchConnections = <T extends Pick<Connection, 'id' | 'label'> & Partial<Pick<Connection, 'instance'>>>(
  connections: readonly T[],
  wanted: string | undefined,
): readonly T[] => {
  if (wanted === undefined) return connections
  const exact = connections.filter(({ id, label, instance }) => [id, label, instance].includes(wanted))
  if (exact.length > 0) return exact
  const started = connections.filter(({ id }) => id.startsWith(wanted))
  return started.length === 1 ? started : []
}

/**
 * The one connection of a bank to work with.
 * @throws NostroError `consent_required` when there is none, `invalid_config` when there are several to choose from
 */
export const onlyConnection = (
  connections: readonly Connection[],
  { instance, name, wanted }: { readonly instance: string; readonly name: string; readonly wanted: string | undefined },
): Connection => {
  const matching = matchConnections(connections, wanted)
  const [only] = matching
  if (only !== undefined && matching.length === 1) return only
  if (connections.length === 0) throw notConnected(instance, name)
  throw new NostroError({
    code: 'invalid_config',
    message:
      wanted === undefined
        ? `${name} has ${connections.length} connections to choose from.`
        : `${name} has no connection “${wanted.slice(0, 60)}”.`,
    hint: `Give --connection with one of: ${connections.map(({ id, label }) => (label === undefined ? id : `${id} (${label})`)).join(', ')}.`,
  })
}

export const notConnected = (instance: string, name: string): NostroError =>
  new NostroError({
    code: 'consent_required',
    message: `${name} is configured but not connected yet.`,
    hint: `Run “nostro connect ${instance}”.`,
  })
