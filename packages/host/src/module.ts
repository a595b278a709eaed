import { token } from '@nostro/core/di'
import { ContainerModule } from 'inversify'
import type { Host } from './open-host.ts'

/** The program's configured banks and stores, for packages above the host. */
export const HostToken = token<Host>('Host')

/**
 * An opened host for a container, from which the server and the command take it.
 *
 * @example
 * container.load(hostModule(await openHost({ env, cwd })))
 */
export const hostModule = (host: Host): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(HostToken).toConstantValue(host)
  })
