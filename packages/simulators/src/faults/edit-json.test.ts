import { describe, expect, it } from 'vitest'
import { editJson } from './edit-json.ts'

const text =
  '{ "a" : [ {"n": 12.50, "t": "x,]}\\"" } , {"n": 1.0} , "last" ], "b/c": {"~": null}, "big": 12345678901234567890.10 }'

describe('editJson', () => {
  it.each([
    ['/a/0/n', 'x', text.replace('12.50', '"x"')],
    ['/a/0', null, text.replace('{"n": 12.50, "t": "x,]}\\"" }', 'null')],
    ['/a/2', 5, text.replace('"last"', '5')],
    ['/b~1c/~0', [1], text.replace('null', '[1]')],
    ['/a/1/n', { deep: true }, text.replace('{"n": 1.0}', '{"n": {"deep":true}}')],
  ])('puts something else at %s and leaves every other digit', (at, value, expected) => {
    expect(editJson(text, [{ at, value }])).toBe(expected)
  })

  it.each([
    ['/a/0/n', '{"a":[{"t":"x,]}\\""},{"n":1},"last"],"b/c":{"~":null},"big":12345678901234567000}'],
    ['/a/0/t', '{"a":[{"n":12.5},{"n":1},"last"],"b/c":{"~":null},"big":12345678901234567000}'],
    ['/a/2', '{"a":[{"n":12.5,"t":"x,]}\\""},{"n":1}],"b/c":{"~":null},"big":12345678901234567000}'],
    ['/a', '{"b/c":{"~":null},"big":12345678901234567000}'],
    ['/big', '{"a":[{"n":12.5,"t":"x,]}\\""},{"n":1},"last"],"b/c":{"~":null}}'],
    ['/b~1c/~0', '{"a":[{"n":12.5,"t":"x,]}\\""},{"n":1},"last"],"b/c":{},"big":12345678901234567000}'],
  ])('takes %s away, comma included', (at, expected) => {
    expect(JSON.stringify(JSON.parse(editJson(text, [{ at }])))).toBe(expected)
  })

  it('makes several changes, each in what the one before left', () => {
    expect(editJson('[1, 2, 3]', [{ at: '/2' }, { at: '/0' }, { at: '/0', value: 'x' }])).toBe('[ "x"]')
  })

  it.each(['/c', '/a/3', '/a/0/n/deeper', '/a/-'])('says that there is nothing at %s', (at) => {
    expect(() => editJson(text, [{ at }])).toThrow(`nothing at ${at}`)
  })
})
