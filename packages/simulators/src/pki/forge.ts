import forge from 'node-forge'

/** node-forge is CommonJS: everything hangs on its default export. */
export { forge }
