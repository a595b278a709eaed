// Sets up if needed, then becomes the bench: it measures the built packages, as they are published.
import { setup } from './setup.mjs'

setup()
await import('../packages/bench/dist/main.js')
