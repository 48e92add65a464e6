import { Duration, Option, ParseResult, Schema } from "effect"

const units: Readonly<Record<string, string>> = { ms: "millis", s: "seconds", m: "minutes", h: "hours", d: "days" }

/** A length of time as people write it: `90s`, `10m`, `10 minutes`. */
export const DurationText: Schema.Schema<Duration.Duration, string> = Schema.transformOrFail(
  Schema.String,
  Schema.DurationFromSelf,
  {
    strict: true,
    decode: (text, _options, ast) => {
      const short = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim())
      const long = short === null ? text.trim() : `${short[1]} ${units[short[2] ?? ""]}`
      return Option.match(Duration.decodeUnknown(long), {
        onNone: () =>
          ParseResult.fail(new ParseResult.Type(ast, text, `expected a length of time such as 90s or "10 minutes"`)),
        onSome: ParseResult.succeed
      })
    },
    encode: (duration) => ParseResult.succeed(`${Duration.toMillis(duration)} millis`)
  }
)
