import type { Reader } from "../Setting.ts"

export const everyone: ReadonlyArray<Reader> = ["server", "worker", "sandbox", "command line"]
export const members: ReadonlyArray<Reader> = ["server", "worker"]
export const owners: ReadonlyArray<Reader> = ["server", "worker", "command line"]
