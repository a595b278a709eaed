// For NODE_OPTIONS --import: `Date` of this process, and of those that it starts, runs a number of milliseconds ahead or behind.
const RealDate = Date
const now = () => RealDate.now() + Number(process.env.NOSTRO_TEST_SHIFT_MS ?? 0)

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, asked) => Reflect.construct(target, given.length === 0 ? [now()] : given, asked),
  apply: (target) => new target(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
