import { startOrAdopt } from "@callsheet/embedded-postgres/EmbeddedPostgres"
import { Effect } from "effect"

// A process of its own that starts or adopts the server of a folder, says what it got, and ends without stopping it.
const server = await Effect.runPromise(startOrAdopt(process.argv[2] ?? ""))
process.stdout.write(JSON.stringify({ pid: server.pid, started: server.started }))
