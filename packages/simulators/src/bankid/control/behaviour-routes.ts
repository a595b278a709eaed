import type { ControlAnswer, ControlRoute } from '../../http/bank-handler.ts'
import type { AwaitedBehaviours } from '../orders/awaited-behaviours.ts'
import { behaviours, isBehaviourName } from '../orders/behaviours.ts'
import { maskedNumber } from '../orders/order-view.ts'
import type { People } from '../orders/people.ts'
import { actorOf, controlError, isApp, isRisk, items, textOf, timesOf } from './control-body.ts'

export const noSuchBehaviour = (): ControlAnswer =>
  controlError(400, `No such behaviour. There are ${Object.keys(behaviours).join(', ')}.`)

/**
 * `/bankid/behaviours`: what the users of the coming orders do; `/bankid/users`: what is peculiar about a person, such
 * as an old app or a raised risk.
 */
export const createBehaviourRoutes = (awaited: AwaitedBehaviours, people: People): readonly ControlRoute[] => [
  {
    method: 'GET',
    pattern: /^\/bankid\/behaviours$/,
    handle: () => ({
      status: 200,
      body: {
        items: Object.entries(behaviours).map(([name, { outcome }]) => ({ name, outcome })),
        awaited: awaited.all().map(({ behaviour, times }) => ({ behaviour, times })),
      },
    }),
  },
  {
    method: 'POST',
    pattern: /^\/bankid\/behaviours$/,
    handle: ({ body }) => {
      const [behaviour, times] = [body['behaviour'], timesOf(body)]
      if (!isBehaviourName(behaviour)) return noSuchBehaviour()
      if (times === undefined) return controlError(400, 'times is a whole number from 1 on.')
      awaited.add({ behaviour, times, actor: actorOf(body) })
      return { status: 200, body: { behaviour, times } }
    },
  },
  {
    method: 'DELETE',
    pattern: /^\/bankid\/behaviours$/,
    handle: () => {
      awaited.clear()
      return { status: 200, body: {} }
    },
  },
  {
    method: 'GET',
    pattern: /^\/bankid\/users$/,
    handle: () =>
      items(
        people.all.map(({ personalNumber, name }) => ({
          personalNumber: maskedNumber(personalNumber),
          name,
          ...people.profile(personalNumber),
        })),
      ),
  },
  {
    method: 'POST',
    pattern: /^\/bankid\/users$/,
    handle: ({ body }) => {
      const personalNumber = textOf(body, 'personalNumber')
      const [app, risk] = [body['app'], body['risk']]
      if (personalNumber === undefined) return controlError(400, 'personalNumber is missing.')
      if (app !== undefined && !isApp(app)) return controlError(400, 'app is current or old.')
      if (risk !== undefined && !isRisk(risk)) return controlError(400, 'risk is low, moderate or high.')
      people.setProfile(personalNumber, { ...(isApp(app) ? { app } : {}), ...(isRisk(risk) ? { risk } : {}) })
      return { status: 200, body: { ...people.profile(personalNumber) } }
    },
  },
]
