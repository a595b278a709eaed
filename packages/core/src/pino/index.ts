export {
  createPinoLogger,
  type LogDestination,
  type LogLevel,
  type PinoLoggerOptions,
} from './create-pino-logger.ts'
