import { expect, it } from 'vitest'
import { createAlertWatch } from './alert-watch.ts'

const alert = new Error('alert')

it('explains the only exchange for certain', () => {
  const watch = createAlertWatch()
  const exchange = watch.begin()
  watch.arrived(alert)
  expect(exchange.end()).toEqual({ alert, certain: true })
})

it('explains none of two for certain: one may have been processed', () => {
  const watch = createAlertWatch()
  const [first, second] = [watch.begin(), watch.begin()]
  watch.arrived(alert)
  expect(first.end()).toEqual({ alert, certain: false })
  expect(second.end()).toEqual({ alert, certain: false })
})

it('counts only exchanges that are still running', () => {
  const watch = createAlertWatch()
  watch.begin().end()
  const exchange = watch.begin()
  watch.arrived(alert)
  expect(exchange.end()).toEqual({ alert, certain: true })
})

it('an alert from before, or followed by an answer, explains nothing', () => {
  const watch = createAlertWatch()
  watch.arrived(alert)
  expect(watch.begin().end()).toBeUndefined()
  const exchange = watch.begin()
  watch.arrived(alert)
  watch.accepted()
  expect(exchange.end()).toBeUndefined()
})
