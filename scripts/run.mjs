// From a fresh clone to a running Callsheet: `node scripts/run.mjs up` is `callsheet up`, preceded by what is
// missing. Behind `npm start` and `npm run demo`.
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { ensureBuilt, ensureInstalled, requireNode, root } from "./setup.mjs"

requireNode()
ensureInstalled()
ensureBuilt()
// Loaded here instead of started as a child: one process less in memory, and signals and exit codes need no carrying.
const program = join(root, "packages", "cli", "bin", "callsheet.mjs")
process.argv[1] = program
await import(pathToFileURL(program).href)
