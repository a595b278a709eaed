// Compiled, never run: what a token gives is what it was declared for.
import { Container } from 'inversify'
import { expectTypeOf } from 'vitest'
import type { Clock, ConfiguredProvider, TransportFactory } from '../index.ts'
import { ClockToken, ProviderToken, TransportFactoryToken, token } from './index.ts'

const container = new Container()

expectTypeOf(container.get(ClockToken)).toEqualTypeOf<Clock>()
expectTypeOf(container.getAll(ProviderToken)).toEqualTypeOf<ConfiguredProvider[]>()
expectTypeOf(container.get(TransportFactoryToken)).toEqualTypeOf<TransportFactory>()
expectTypeOf(container.get(token<{ readonly a: 1 }>('own'))).toEqualTypeOf<{ readonly a: 1 }>()

// @ts-expect-error a clock is bound to a clock
container.bind(ClockToken).toConstantValue({ now: () => 'noon' })

// @ts-expect-error a token of one kind is not read as another
export const provider: Provider = container.get(ClockToken)
