import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { Either } from "effect"
import { availableParallelism } from "node:os"
import * as Setting from "../Setting.ts"
import { owners } from "./Readers.ts"

const jobKinds = (text: string): Either.Either<ReadonlySet<string>, string> => {
  const asked = text.split(",").map((kind) => kind.trim()).filter((kind) => kind !== "")
  const known: ReadonlyArray<string> = JobKind.literals
  const unknown = asked.filter((kind) => !known.includes(kind))
  if (asked.length > 0 && unknown.length === 0) return Either.right(new Set(asked))
  const problem = unknown.length > 0 ? `unknown kind of job: ${unknown.join(", ")}` : "names no kind of job"
  return Either.left(`${problem}; known are ${known.join(", ")}`)
}

export const work = {
  ffmpegBin: Setting.text({
    name: "FFMPEG_BIN",
    meaning: "The ffmpeg to use. If it is unfit, the start says why and stops.",
    fallback: "the one npm installed, else the one on the PATH",
    readBy: ["worker"]
  }),
  renderConcurrency: Setting.wholeNumber({
    name: "CALLSHEET_RENDER_CONCURRENCY",
    meaning: "How many videos a worker renders at once.",
    least: 1,
    most: 64,
    value: Math.max(1, Math.floor(availableParallelism() / 2)),
    fallback: "half the cores, at least 1",
    readBy: ["worker"]
  }),
  renderQuality: Setting.choice({
    name: "CALLSHEET_RENDER_QUALITY",
    meaning: "`draft` renders in a hurry, with a coarser picture, for trials.",
    values: ["full", "draft"],
    value: "full",
    readBy: ["worker"]
  }),
  music: Setting.choice({
    name: "CALLSHEET_MUSIC",
    meaning: "Whether generated music, in the mood of the script, is laid under the voice.",
    values: ["bed", "none"],
    value: "bed",
    readBy: ["worker"]
  }),
  effects: Setting.choice({
    name: "CALLSHEET_EFFECTS",
    meaning: "Whether short sounds mark what happens on screen.",
    values: ["on", "off"],
    value: "on",
    readBy: ["worker"]
  }),
  jobKinds: Setting.custom<ReadonlySet<string>>({
    name: "CALLSHEET_JOB_KINDS",
    meaning: "The kinds of jobs this worker takes, so that some workers can render and others publish.",
    type: "comma-separated kinds",
    fallback: "all",
    value: new Set(JobKind.literals),
    readBy: ["worker"]
  }, jobKinds),
  shutdownGrace: Setting.duration({
    name: "CALLSHEET_SHUTDOWN_GRACE",
    meaning: "The longest a clean stop may take.",
    value: "25 seconds",
    readBy: owners
  })
}
