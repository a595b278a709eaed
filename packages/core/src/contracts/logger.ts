/** Fields of a log line: known names and plain values only. What is not on the allow-list is dropped before writing. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Takes log lines: fields first, then a fixed message. Never given secrets, tokens or personal data. */
export interface Logger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}
