import { CannotDo } from "@callsheet/client/CliError"
import { findFfmpeg } from "@callsheet/studio/render/FfmpegFind"
import { Effect, Option } from "effect"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Page } from "playwright-core"

interface Frame {
  readonly file: string
  /** Seconds since the first picture. */
  readonly at: number
}

/** The pictures of a page, one for each change, with the time each of them appeared. */
export class Screencast {
  readonly #folder: string
  readonly #started: number
  readonly #frames: Array<Frame> = []
  #ended = false

  private constructor(folder: string) {
    this.#folder = folder
    this.#started = Date.now()
  }

  static async begin(page: Page): Promise<Screencast> {
    const cast = new Screencast(mkdtempSync(join(tmpdir(), "callsheet-audit-")))
    const devtools = await page.context().newCDPSession(page)
    devtools.on("Page.screencastFrame", ({ data, sessionId }) => {
      // Pictures of a busy browser go on arriving after the last one that counts.
      if (cast.#ended) return
      const file = `${String(cast.#frames.length).padStart(5, "0")}.jpg`
      writeFileSync(join(cast.#folder, file), Buffer.from(data, "base64"))
      cast.#frames.push({ file, at: cast.seconds })
      // The page may be closed meanwhile; then nobody waits for this.
      devtools.send("Page.screencastFrameAck", { sessionId }).catch(() => undefined)
    })
    await devtools.send("Page.startScreencast", { format: "jpeg", quality: 90 })
    return cast
  }

  get seconds(): number {
    return (Date.now() - this.#started) / 1_000
  }

  /** Each picture lasts until the next one; the last one until now. */
  list(): string {
    this.#ended = true
    const end = this.seconds
    const lines = this.#frames.flatMap(({ at, file }, n) => [
      `file '${file}'`,
      `duration ${Math.max(0.04, (this.#frames[n + 1]?.at ?? end) - at).toFixed(3)}`
    ])
    const last = this.#frames.at(-1)
    return [...lines, ...(last === undefined ? [] : [`file '${last.file}'`])].join("\n")
  }

  get folder(): string {
    return this.#folder
  }

  forget(): void {
    this.#ended = true
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Makes an MP4 that every player and TikTok's form take: H.264, 4:2:0, 15 pictures a second. */
export const encode = (cast: Screencast, output: string) =>
  Effect.gen(function*() {
    const ffmpeg = yield* findFfmpeg(Option.fromNullable(process.env["FFMPEG_BIN"]))
    writeFileSync(join(cast.folder, "frames.txt"), cast.list())
    yield* Effect.tryPromise({
      try: () =>
        promisify(execFile)(ffmpeg.path, [
          "-v",
          "error",
          "-y",
          "-f",
          "concat",
          "-i",
          join(cast.folder, "frames.txt"),
          "-vf",
          "scale=trunc(iw/2)*2:trunc(ih/2)*2,fps=15,format=yuv420p",
          "-c:v",
          "libx264",
          "-crf",
          "23",
          "-movflags",
          "+faststart",
          output
        ]),
      catch: (error) =>
        new CannotDo({
          what: `The recording could not be encoded: ${String(error)}`,
          next: "Try again with free disk space."
        })
    })
  })
