import {
  Cause,
  Config,
  Context,
  FiberRef,
  FiberRefs,
  HashMap,
  Inspectable,
  Layer,
  List,
  Logger,
  LogLevel,
  Option,
  Tracer
} from "effect"
import { settings } from "./settings/Registry.ts"

export interface LogSettings {
  readonly format: "pretty" | "json"
  readonly level: LogLevel.LogLevel
}

const levels = {
  all: LogLevel.All,
  trace: LogLevel.Trace,
  debug: LogLevel.Debug,
  info: LogLevel.Info,
  warning: LogLevel.Warning,
  error: LogLevel.Error,
  fatal: LogLevel.Fatal,
  none: LogLevel.None
} as const

export const LogConfig: Config.Config<LogSettings> = Config.all({
  format: settings.logFormat.config,
  level: Config.map(settings.logLevel.config, (name) => levels[name])
})

/** Errors of ours say what is so and what to do; a stack is for faults nobody expected. */
const causeText = (cause: Cause.Cause<unknown>): string =>
  Cause.isInterruptedOnly(cause) ? "interrupted" : Cause.pretty(cause, { renderErrorCause: true })

/** API keys and bearer headers have a form of their own: no matter what carries them into a message, they do not get out. */
const secretForms = /\bcs_[A-Za-z0-9]+_[A-Za-z0-9_-]{16,}|\bBearer\s+[A-Za-z0-9._~+/=-]{8,}|:\/\/([^\s:/@]+):[^\s@/]+@/g

/** The text without anything that has the form of a key, a bearer token or a password inside an address. */
export const withoutSecrets = (text: string): string =>
  text.replace(
    secretForms,
    (found, user: string | undefined) =>
      user === undefined ? found.startsWith("Bearer") ? "Bearer <redacted>" : "<redacted>" : `://${user}:<redacted>@`
  )

const textOf = (message: unknown): string => {
  const parts = Array.isArray(message) ? message : [message]
  return parts.map((part) => typeof part === "string" ? part : Inspectable.toStringUnknown(part, 0)).join(" ")
}

/** The line of one log record; exported for tests. */
export const jsonLine = (
  { annotations, cause, context, date, logLevel, message, spans }: Logger.Logger.Options<unknown>
): string => {
  const span = Context.getOption(FiberRefs.getOrDefault(context, FiberRef.currentContext), Tracer.ParentSpan)
  const record = {
    time: date.toISOString(),
    level: logLevel.label.toLowerCase(),
    message: textOf(message),
    ...(Option.isSome(span) ? { traceId: span.value.traceId, spanId: span.value.spanId } : {}),
    ...(HashMap.isEmpty(annotations) ? {} : { annotations: Object.fromEntries(annotations) }),
    ...(List.isNil(spans)
      ? {}
      : { spans: Object.fromEntries(List.toArray(spans).map((s) => [s.label, date.getTime() - s.startTime])) }),
    ...(Cause.isEmpty(cause) ? {} : { cause: causeText(cause) })
  }
  return withoutSecrets(JSON.stringify(record))
}

const jsonLogger = Logger.make<unknown, void>((options) => {
  process.stderr.write(`${jsonLine(options)}\n`)
})

const prettyLogger = Logger.make<unknown, void>((options) => {
  const { annotations, cause, date, logLevel, message } = options
  const notes = HashMap.isEmpty(annotations)
    ? ""
    : `  ${[...annotations].map(([key, value]) => `${key}=${textOf(value)}`).join(" ")}`
  const why = Cause.isEmpty(cause) ? "" : `\n${causeText(cause)}`
  const time = date.toISOString().slice(11, 23)
  process.stderr.write(withoutSecrets(`${time} ${logLevel.label.padEnd(5)} ${textOf(message)}${notes}${why}\n`))
})

/** One log, on standard error: standard output belongs to what a command prints. */
export const layer = ({ format, level }: LogSettings): Layer.Layer<never> =>
  Layer.merge(
    Logger.replace(Logger.defaultLogger, format === "json" ? jsonLogger : prettyLogger),
    Logger.minimumLogLevel(level)
  )
