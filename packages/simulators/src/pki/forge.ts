// biome-ignore lint/correctness/noUnresolvedImports: node-forge is CommonJS, whose default export Node makes
import forge from 'node-forge'

export { forge }
