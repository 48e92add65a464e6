import { effect, it, layer, live, scoped, scopedLive } from "@effect/vitest"
import { setImmediate } from "node:timers/promises"
import { afterAll, afterEach } from "vitest"
import { removeFolders } from "./NewFolder.ts"

/**
 * Tests that never wait run one after the other without a turn of the event loop. The runner's own messages then go
 * unanswered, and after 60 s it gives the file up, on a slow machine a healthy one. One turn between two tests is enough.
 */
afterEach(() => setImmediate())

afterAll(removeFolders)

/**
 * A suite that shares a layer binds these to it, on the very object that every file of a process imports. Files that share a
 * process get them back as they were.
 */
Object.assign(it, { effect, layer, live, scoped, scopedLive })
