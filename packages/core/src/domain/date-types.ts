/** A calendar day without a time, `YYYY-MM-DD` (ISO 8601). Never passed through a `Date`. */
export type LocalDate = string

/** A moment, ISO 8601 in UTC with `Z`, such as `2024-05-01T22:30:00.000Z`. */
export type Instant = string

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number
