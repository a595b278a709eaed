/** Seconds around a moment, nearest first, up to an hour; then whole minutes up to two days; then whole days. */
function* momentsAround(middle: number): Generator<number> {
  for (let second = 0; second <= 3600; second++) {
    yield middle + second * 1000
    yield middle - second * 1000
  }
  for (let minute = 61; minute <= 2880; minute++) {
    yield middle + minute * 60_000
    yield middle - minute * 60_000
  }
  for (let day = 3; day <= 800; day++) {
    yield middle + day * 86_400_000
    yield middle - day * 86_400_000
  }
}

const names = {
  week: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  month: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  zone: ['GMT', 'UTC', 'Z', '+0000', 'CET', 'EST'],
} as const

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

/** One token of an HTTP date replaced by another of its kind, right or not as a date. */
function* tokenChanges(text: string): Generator<string> {
  const tokens = text.split(/([ ,:]+)/)
  for (const [at, token] of tokens.entries()) {
    if (at % 2 === 1) continue
    const kinds = /^\d{4}$/.test(token)
      ? Array.from({ length: 21 }, (_, index) => String(Number(token) - 10 + index))
      : [...twoDigits, ...names.week, ...names.month, ...names.zone]
    for (const other of kinds) yield tokens.toSpliced(at, 1, other).join('')
  }
}

/** HTTP dates that may have been signed in place of the one received. `hints`: other moments that the request tells. */
export function* httpDateCandidates(text: string, hints: readonly number[]): Generator<string> {
  for (const hint of hints) yield new Date(hint).toUTCString()
  yield* tokenChanges(text)
  for (const start of [Date.parse(text), ...hints]) {
    if (Number.isNaN(start)) continue
    for (const moment of momentsAround(start)) yield new Date(moment).toUTCString()
  }
}

/** Signing times of a JWS in the same way. */
export function* signingTimeCandidates(text: string, hints: readonly number[]): Generator<string> {
  const write = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`
  for (const hint of hints) yield write(hint)
  for (const start of [Date.parse(text), ...hints]) {
    if (Number.isNaN(start)) continue
    for (const moment of momentsAround(start)) {
      yield write(moment)
    }
  }
}
