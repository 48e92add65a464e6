import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Data, Effect } from "effect"
import { createHash, randomBytes } from "node:crypto"

/** Why an endpoint made nothing, in words for the plan. `answered`: it said itself that it made none. */
export class GenerationFailed
  extends Data.TaggedError("GenerationFailed")<{ readonly reason: string; readonly answered: boolean }>
{}

/** What was bought, as a file under the hash of its bytes: one that is there is not written again. */
export const keptFile = Effect.fnUntraced(function*(bytes: Uint8Array, ending: string, folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const disk = Effect.mapError(({ message }: { readonly message: string }) =>
    new GenerationFailed({ reason: `what was made cannot be kept: ${message}`, answered: false })
  )
  const file = path.join(folder, `${createHash("sha256").update(bytes).digest("hex")}.${ending}`)
  if (yield* fs.exists(file).pipe(disk)) return file
  yield* fs.makeDirectory(folder, { recursive: true }).pipe(disk)
  const part = `${file}.${randomBytes(4).toString("hex")}.part`
  yield* fs.writeFile(part, bytes).pipe(disk)
  yield* fs.rename(part, file).pipe(disk)
  return file
})
