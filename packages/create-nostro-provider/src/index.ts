export {
  createProviderPackage,
  type NewProvider,
  ScaffoldError,
  type Template,
  templates,
} from './create-provider-package.ts'
