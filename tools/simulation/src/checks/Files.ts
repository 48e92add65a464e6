import type { Asset } from "@callsheet/domain/asset/Asset"
import { createHash } from "node:crypto"
import type { Evidence } from "./Promises.ts"

const stored = /^\/media\/[0-9a-f]{2}\/([0-9a-f]{64})\.(?:mp4|jpg)$/

/** Statuses in which the media of an asset are still needed by somebody. */
const needed: ReadonlyArray<string> = ["rendered", "generated", "publishing", "published", "tracked"]

/** Every file in the store is what its name says, and every file an asset speaks of is there. */
export const filesAreWhole = ({ world }: Evidence, breach: (what: string) => void): void => {
  const whole = new Set<string>()
  for (const [path, bytes] of world.disk.files) {
    const sha256 = stored.exec(path)?.[1]
    if (sha256 === undefined) continue
    const found = createHash("sha256").update(bytes).digest("hex")
    if (found === sha256) whole.add(sha256)
    else breach(`${path} (${bytes.length} bytes) holds something else: ${found}`)
  }
  for (const row of world.tables.actors.values()) {
    if (row.kind !== "asset" || !needed.includes(row.status)) continue
    const { status }: Asset = JSON.parse(row.state)
    if (!("made" in status) || !("video" in status.made)) continue
    for (const file of [status.made.video, status.made.cover]) {
      if (!whole.has(file.sha256)) breach(`${row.id} is ${row.status} and its file ${file.sha256} is not there`)
    }
  }
}
