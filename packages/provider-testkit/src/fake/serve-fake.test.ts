import { expect, it } from 'vitest'
import { createFakeService } from './serve-fake.ts'

const request = { method: 'GET', target: '/entries?page=1', headers: {}, body: '' }
const routes = { 'GET /entries': () => ({ json: { entries: [1, 2], nextPage: 2 } }) }

it('a bank with numbered pages says what a fault of its pages looks like; other faults stay as they are', async () => {
  const service = createFakeService({
    routes,
    spoilPage: (kind, json, target) => ({ ...(json as object), entries: [], kind, target }),
  })
  service.fault({ kind: 'page-empty', on: 'reads' })
  service.fault({ kind: 'broken-item', on: 'reads' })
  const spoilt = { entries: [], nextPage: 2, kind: 'page-empty', target: '/entries?page=1' }
  expect(await service.serve(request)).toMatchObject({ text: JSON.stringify(spoilt) })
  expect(await service.serve(request)).toMatchObject({ text: JSON.stringify({ entries: [{}, 2], nextPage: 2 }) })
})

it('without it, pages are recognised by the member `next` alone', async () => {
  const service = createFakeService({ routes })
  service.fault({ kind: 'page-empty', on: 'reads' })
  expect(await service.serve(request)).toMatchObject({ text: JSON.stringify({ entries: [1, 2], nextPage: 2 }) })
})

it('a bank may call the link to its next page otherwise, and leave it out of the last one', async () => {
  const service = createFakeService({ routes, nextMember: 'more' })
  service.fault({ kind: 'page-loop', on: 'reads' })
  const looped = { entries: [1, 2], nextPage: 2, more: '/entries?page=1' }
  expect(await service.serve(request)).toMatchObject({ text: JSON.stringify(looped) })
})

it('the entry that is broken may stand in a list at any depth', async () => {
  const deep = { data: { pots: [{ id: 1 }, { id: 2 }] }, tags: ['a'] }
  const service = createFakeService({ routes: { 'GET /entries': () => ({ json: deep }) } })
  service.fault({ kind: 'broken-item', on: 'reads' })
  const text = JSON.stringify({ ...deep, data: { pots: [{}, { id: 2 }] } })
  expect(await service.serve(request)).toMatchObject({ text })
})

it('JSON as text keeps all digits, and is spoilt like other JSON', async () => {
  const jsonText = '{"entries":[{"cents":9007199254740993}],"next":null}'
  const service = createFakeService({ routes: { 'GET /entries': () => ({ jsonText }) } })
  expect(await service.serve(request)).toMatchObject({ text: jsonText })
  service.fault({ kind: 'broken-item', on: 'reads' })
  expect(await service.serve(request)).toMatchObject({ text: '{"entries":[{}],"next":null}' })
})
