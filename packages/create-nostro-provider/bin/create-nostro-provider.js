#!/usr/bin/env node
// Not in `dist`: npm and pnpm link a command at installation, before anything is built.
import '../dist/bin.js'
