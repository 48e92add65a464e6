import { DiskFull } from "../media/MediaErrors.ts"
import { type FfmpegError, MediaUnreadable, RenderFailed, RenderInterrupted } from "./RenderErrors.ts"

export interface FailedRun {
  readonly stage: string
  readonly cwd: string
  readonly signal: NodeJS.Signals | null
  /** The end of what the child wrote. */
  readonly stderr: string
}

const LINES_SHOWN = 4

/**
 * What a run that ended badly means to us. Exit codes differ between builds (a full disk is 1 on 5.1 and 228 since 6.1),
 * the words do not.
 */
export const failureOfRun = ({ cwd, signal, stage, stderr }: FailedRun): FfmpegError => {
  const detail = stderr.trim().split("\n").slice(-LINES_SHOWN).join(" | ")
  if (/No space left on device|ENOSPC|Disk quota exceeded/.test(stderr)) return new DiskFull({ path: cwd })
  if (signal !== null) return new RenderInterrupted({ stage, signal })
  if (/Invalid data found|No such file or directory|moov atom not found/.test(stderr)) {
    return new MediaUnreadable({ stage, detail })
  }
  return new RenderFailed({ stage, detail: detail === "" ? "ffmpeg said nothing" : detail })
}
