import type { ControlAnswer, ControlInput } from '../../http/bank-handler.ts'
import type { Actor } from '../orders/user-actions.ts'

export type ControlBody = ControlInput['body']

/** A non-empty text, else nothing. */
export const textOf = (body: ControlBody, name: string): string | undefined => {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** How often something is to happen: a whole number from 1, by default once. */
export const timesOf = (body: ControlBody): number | undefined => {
  const value = body['times'] ?? 1
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined
}

export const isApp = (value: unknown): value is 'current' | 'old' => value === 'current' || value === 'old'

export const isRisk = (value: unknown): value is 'low' | 'moderate' | 'high' =>
  value === 'low' || value === 'moderate' || value === 'high'

/** Who acts, and what is peculiar about him; members of another kind are passed over. */
export const actorOf = (body: ControlBody): Actor => {
  const { personalNumber, ipAddress } = {
    personalNumber: textOf(body, 'personalNumber'),
    ipAddress: textOf(body, 'ipAddress'),
  }
  const [app, risk] = [body['app'], body['risk']]
  return {
    ...(personalNumber === undefined ? {} : { personalNumber }),
    ...(ipAddress === undefined ? {} : { ipAddress }),
    ...(isApp(app) ? { app } : {}),
    ...(isRisk(risk) ? { risk } : {}),
  }
}

export const controlError = (status: number, message: string): ControlAnswer => ({ status, body: { error: message } })

export const items = (list: readonly unknown[]): ControlAnswer => ({ status: 200, body: { items: list } })
