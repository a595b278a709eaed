import { token } from '@nostro/core/di'
import { ContainerModule } from 'inversify'
import type { Api } from './api/create-api.ts'

/** The API of a program, for packages that add to it. */
export const ApiToken = token<Api>('Api')

/**
 * A made API for a container.
 *
 * @example
 * container.load(serverModule(await createApi(parts)))
 */
export const serverModule = (api: Api): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(ApiToken).toConstantValue(api)
  })
