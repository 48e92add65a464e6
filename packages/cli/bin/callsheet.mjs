#!/usr/bin/env node
// The command `callsheet`. The program itself is built; this file is what npm links, so it exists before the build.
import { existsSync } from "node:fs"
import process from "node:process"

const program = new URL("../dist/callsheet.mjs", import.meta.url)

if (existsSync(program)) {
  guardAgainstDoubleInterrupt()
  await import(program.href)
} else {
  process.stderr.write("callsheet is not built yet. Run this in the clone first: npm install && npm run build\n")
  process.exitCode = 1
}

/**
 * Under npm one Ctrl-C arrives twice, from the terminal and from npm, and the second would end the program in the
 * middle of its clean stop. A press long after the first one is meant, and ends it at once.
 */
function guardAgainstDoubleInterrupt() {
  let first
  const onInterrupt = () => {
    first ??= performance.now()
    if (performance.now() - first > 1000) process.exit(130)
  }
  process.on("SIGINT", onInterrupt)
}
