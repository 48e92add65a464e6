import { Effect, Option, type Scope } from "effect"
import { execFileSync } from "node:child_process"
import { mkdirSync, rmSync, symlinkSync } from "node:fs"
import { open } from "node:fs/promises"
import { join } from "node:path"

/** Room for the videos of the longest drill; it is memory, taken only as far as it is filled. */
const SIZE = "1g"
const PIECE = Buffer.alloc(1 << 20)

export interface SmallDisk {
  /** Takes all that is free; on a busy machine that lasts seconds, in which the drill must go on looking. */
  readonly fill: Effect.Effect<void>
  readonly empty: () => void
}

/**
 * Puts the folders of renders and media on a disk of their own that can be filled up. None where this account may not
 * mount one, which is usual for everybody but root.
 */
export const smallDisk = (dataDir: string): Effect.Effect<Option.Option<SmallDisk>, never, Scope.Scope> => {
  const at = join(dataDir, "disk")
  const filler = join(at, "filler")
  return Effect.acquireRelease(
    Effect.option(Effect.try(() => {
      mkdirSync(at)
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "callsheet-drill", at], { stdio: "ignore" })
    })),
    (mounted) =>
      Option.isNone(mounted)
        ? Effect.void
        // Lazily: a process that was just killed may hold a file for another moment.
        : Effect.sync(() => execFileSync("umount", ["-l", at], { stdio: "ignore" }))
  ).pipe(Effect.map(Option.map((): SmallDisk => {
    for (const name of ["render", "media"]) {
      mkdirSync(join(at, name))
      symlinkSync(join(at, name), join(dataDir, name))
    }
    return {
      fill: Effect.promise(async () => {
        const file = await open(filler, "w")
        try {
          while ((await file.write(PIECE)).bytesWritten > 0);
        } catch (cause) {
          if ((cause as NodeJS.ErrnoException).code !== "ENOSPC") throw cause
        } finally {
          await file.close()
        }
      }),
      empty: () => rmSync(filler, { force: true })
    }
  })))
}
