import type { ControlRoute } from '../../http/bank-handler.ts'
import { type AwaitedAttacks, attacks } from '../attacks/attacks.ts'
import { controlError, textOf, timesOf } from './control-body.ts'

/** `/bankid/spoil`: which part of the coming evidence is wrong, each in one named way. */
export const createSpoilRoutes = (awaited: AwaitedAttacks): readonly ControlRoute[] => [
  {
    method: 'GET',
    pattern: /^\/bankid\/spoil$/,
    handle: () => ({
      status: 200,
      body: {
        items: [...attacks].map(([attack, { step, what }]) => ({ attack, step, what })),
        awaited: awaited.all(),
      },
    }),
  },
  {
    method: 'POST',
    pattern: /^\/bankid\/spoil$/,
    handle: ({ body }) => {
      const [attack, times] = [textOf(body, 'attack') ?? '', timesOf(body)]
      if (times === undefined) return controlError(400, 'times is a whole number from 1 on.')
      return awaited.add(attack, times)
        ? { status: 200, body: { attack, times } }
        : controlError(400, `No such attack. There are ${[...attacks.keys()].join(', ')}.`)
    },
  },
  {
    method: 'DELETE',
    pattern: /^\/bankid\/spoil$/,
    handle: () => {
      awaited.clear()
      return { status: 200, body: {} }
    },
  },
]
