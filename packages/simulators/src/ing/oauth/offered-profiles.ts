import type { TestProfile } from '../ais/test-profiles.ts'
import type { IngWorld } from '../world.ts'
import type { AuthorizeRequest } from './authorize-request.ts'

/** Test profiles of the country chosen, or all where none is. */
export const profilesFor = (world: IngWorld, request: AuthorizeRequest): readonly TestProfile[] =>
  world.state.profiles.filter(({ country }) => request.country === undefined || request.country === country)
