import { Either } from "effect"
import { type FileReading, readFileText, type ReadingAnswer } from "./Reading.ts"

/** A process that reads one calendar file and ends: no matter what the file makes it do, it can be stopped from outside. */
process.once("message", ({ content, format }: FileReading) => {
  const read = readFileText(format, content)
  const answer: ReadingAnswer = Either.isRight(read) ? { file: read.right } : { faults: read.left }
  process.send?.(answer, () => process.disconnect())
})
process.send?.("ready")
