import { Config, ConfigError, Duration, Either, Option, Redacted } from "effect"

/** The programs that read settings. `callsheet up` starts all of them and hands its environment on. */
export type Reader = "server" | "worker" | "sandbox" | "command line"

/** What the documentation says about a variable. */
export interface About {
  readonly name: string
  /** One or two sentences for an operator. */
  readonly meaning: string
  readonly readBy: ReadonlyArray<Reader>
}

/** One environment variable: how it is read and what is said about it. An empty variable means the same as none. */
export interface Setting<A> extends About {
  /** What may stand in it, in words. */
  readonly type: string
  /** What counts without it, in words. */
  readonly fallback: string
  /** Its value is never shown, and `NAME_FILE` may name a file that holds it. */
  readonly secret: boolean
  readonly config: Config.Config<A>
}

type Read<A> = (text: string) => Either.Either<A, string>

/** The value of a variable that is set, read by `read`; its Left says what was expected. */
const given = <A>(name: string, read: Read<A>): Config.Config<Option.Option<A>> =>
  Config.option(Config.nonEmptyString(name)).pipe(
    Config.mapOrFail(Option.match({
      onNone: () => Either.right(Option.none<A>()),
      onSome: (text) =>
        Either.mapBoth(read(text), {
          onLeft: (problem) => ConfigError.InvalidData([name], problem),
          onRight: Option.some
        })
    }))
  )

const or = <A>(config: Config.Config<Option.Option<A>>, fallback: A): Config.Config<A> =>
  Config.map(config, Option.getOrElse(() => fallback))

const shown = (text: string) => JSON.stringify(text)

/** Any text. */
export const text = (about: About & { readonly fallback?: string }): Setting<Option.Option<string>> => ({
  type: "text",
  fallback: "none",
  secret: false,
  ...about,
  config: given(about.name, Either.right)
})

export const textOr = (about: About & { readonly fallback: string; readonly value: string }): Setting<string> => ({
  type: "text",
  secret: false,
  ...about,
  config: or(given(about.name, Either.right), about.value)
})

/** A secret. What is wrong with it is said without quoting it. */
export const secret = <A>(
  about: About & { readonly type?: string; readonly fallback?: string },
  read: Read<A>
): Setting<Option.Option<Redacted.Redacted<A>>> => ({
  type: "text",
  fallback: "none",
  ...about,
  secret: true,
  config: given(about.name, (value) => Either.map(read(value), (value) => Redacted.make(value)))
})

export const choice = <const Values extends readonly [string, ...Array<string>]>(
  about: About & { readonly values: Values; readonly value: Values[number]; readonly fallback?: string }
): Setting<Values[number]> => {
  const type = about.values.map((value) => `\`${value}\``).join(" or ")
  const isOne = (value: string): value is Values[number] => about.values.includes(value)
  return {
    fallback: `\`${about.value}\``,
    secret: false,
    ...about,
    type,
    config: or(
      given(about.name, (value) =>
        isOne(value)
          ? Either.right(value)
          : Either.left(`expected ${about.values.join(" or ")}, got ${shown(value)}`)),
      about.value
    )
  }
}

const within = (least: number, most: number, what: string): Read<number> => (value) =>
  /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
    ? Either.right(Number(value))
    : Either.left(`expected ${what} from ${least} to ${most}, got ${shown(value)}`)

export const wholeNumber = (
  about: About & { readonly least: number; readonly most: number; readonly value: number; readonly fallback: string }
): Setting<number> => ({
  secret: false,
  ...about,
  type: `${about.least} to ${about.most}`,
  config: or(given(about.name, within(about.least, about.most, "a whole number")), about.value)
})

/** 0 takes any free port. */
export const port = (about: About & { readonly value: number }): Setting<number> => ({
  fallback: about.value === 0 ? "any free port" : `\`${about.value}\``,
  secret: false,
  ...about,
  type: "port; `0` takes a free one",
  config: or(given(about.name, within(0, 65_535, "a port")), about.value)
})

const isWebAddress = (value: string) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

/** An http or https address, without a slash at its end. */
export const address = (about: About & { readonly fallback?: string }): Setting<Option.Option<string>> => ({
  type: "http or https address",
  fallback: "none",
  secret: false,
  ...about,
  config: given(about.name, (value) =>
    isWebAddress(value)
      ? Either.right(value.replace(/\/+$/, ""))
      : Either.left(`expected an http or https address, got ${shown(value)}`))
})

export const duration = (about: About & { readonly value: Duration.DurationInput }): Setting<Duration.Duration> => ({
  fallback: `\`${Duration.format(about.value)}\``,
  secret: false,
  ...about,
  type: "duration such as `25 seconds`",
  config: or(
    given(about.name, (value) =>
      Either.fromOption(
        // The type asks for a literal; what the text really says is decided here.
        Option.filter(Duration.decodeUnknown(value), (duration) => Duration.isFinite(duration)),
        () => `expected a duration such as 25 seconds, got ${shown(value)}`
      )),
    Duration.decode(about.value)
  )
})

/** A price in the currency's main unit, such as 0.15, as millionths of it. */
export const price = (about: About): Setting<number> => ({
  type: "price such as `0.15`",
  fallback: "`0`",
  secret: false,
  ...about,
  config: or(
    given(about.name, (value) => {
      const amount = Number(value)
      return value.trim() !== "" && amount >= 0 && amount <= 1_000_000
        ? Either.right(Math.round(amount * 1_000_000))
        : Either.left(`expected a price from 0 to 1000000, got ${shown(value)}`)
    }),
    0
  )
})

/** For a form that no other setting has. */
export const custom = <A>(
  about: About & { readonly type: string; readonly fallback: string; readonly value: A },
  read: Read<A>
): Setting<A> => ({ secret: false, ...about, config: or(given(about.name, read), about.value) })
