import { setImmediate } from "node:timers/promises"
import { afterAll, afterEach } from "vitest"
import { removeFolders } from "./NewFolder.ts"

/**
 * Tests that never wait run one after the other without a turn of the event loop. The runner's own messages then go
 * unanswered, and after 60 s it gives the file up, on a slow machine a healthy one. One turn between two tests is enough.
 */
afterEach(() => setImmediate())

afterAll(removeFolders)
