export { fileOptions, optionsSchema, type SimpleFinOptions } from './options.ts'
export {
  createSimpleFinProvider,
  type SimpleFinProvider,
  simpleFinProvider,
  simpleFinProvider as createProvider,
} from './provider.ts'
