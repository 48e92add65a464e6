import { Cause, Chunk, ConfigError } from "effect"
import { unusable } from "./ConfigReport.ts"
import { withoutSecrets } from "./Logs.ts"

const textIn = (value: object, field: string): string | undefined => {
  const text: unknown = Reflect.get(value, field)
  return typeof text === "string" && text !== "" ? text : undefined
}

const explainOne = (error: unknown): string => {
  if (ConfigError.isConfigError(error)) return explainOne(unusable([error]))
  if (typeof error !== "object" || error === null) return String(error)
  const message = textIn(error, "message") ?? textIn(error, "_tag") ?? String(error)
  const remedy = textIn(error, "remedy")
  return remedy === undefined ? message : `${message}\n${remedy}`
}

/**
 * Why a process could not start or had to stop, for the person who started it: what is so and what to do, without a
 * stack. Defects are named as what they are.
 */
export const explainStart = (process: string, cause: Cause.Cause<unknown>): string => {
  const failures = [...new Set(Chunk.toReadonlyArray(Cause.failures(cause)).map(explainOne))]
  const defects = [...new Set(Chunk.toReadonlyArray(Cause.defects(cause)).map(explainOne))]
  const text = failures.length > 0
    ? failures.join("\n")
    : `${defects.join("\n")}\nThis is a fault in Callsheet. CALLSHEET_LOG_LEVEL=debug shows where.`
  return withoutSecrets(`callsheet ${process}: ${text}`)
}
