import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import type { Route } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { signAnswer } from './sign-answer.ts'

const greeting = (world: IngWorld, now: number): BankAnswer =>
  jsonAnswer(200, {
    message: 'Welcome to ING!',
    id: world.uuid(),
    messageTimestamp: `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} GMT`,
  })

/** The Showcase API: the smallest call under each of the three ways of proving who one is. */
export const showcaseRoutes = (world: IngWorld): readonly Route[] => {
  const scopes = ['greetings:view'] as const
  return [
    {
      method: 'GET',
      pattern: /^\/greetings\/single$/,
      token: { subject: 'application', scheme: 'http', scopes },
      handle: ({ now }) => greeting(world, now),
    },
    {
      method: 'GET',
      pattern: /^\/signed\/greetings$/,
      consumes: ['application/x-www-form-urlencoded', 'application/json'],
      token: { subject: 'application', scheme: 'jws', scopes },
      handle: ({ now }) => signAnswer(world, greeting(world, now), now),
    },
    {
      method: 'GET',
      pattern: /^\/mtls-only\/greetings$/,
      token: { subject: 'application', scheme: 'none', scopes },
      handle: ({ now }) => greeting(world, now),
    },
  ]
}
