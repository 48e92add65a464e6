import { Context, Effect, Layer } from "effect"
import type { Explained } from "../CliError.ts"
import { type Colouring, painter, type TerminalLook } from "./Render.ts"

/** Where a program's words go, and how they may look there. */
export interface Streams {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly outLook: TerminalLook
  readonly errLook: TerminalLook
}

/**
 * What a command answers: one JSON value, and the same in words. Nothing else reaches standard output, so a script can
 * parse it no matter what happens.
 */
export interface CommandAnswer {
  readonly value: unknown
  readonly text: (look: TerminalLook) => string
  /** Where the text is rows for `cut` and `awk`: what a person should know besides goes to standard error. */
  readonly besideRows?: string
  /** Where the answer itself is bad news (`doctor` found a problem). */
  readonly exit?: number
}

export const answer = (value: unknown, text: (look: TerminalLook) => string): CommandAnswer => ({ value, text })

/** An answer that was printed already, as the lines of a stream. */
export const printed: CommandAnswer = { value: undefined, text: () => "" }

export class Output extends Context.Tag("@callsheet/cli/Output")<Output, {
  readonly json: boolean
  /** Prints the one answer of a command, or one object of a stream. */
  readonly print: (answer: CommandAnswer) => Effect.Effect<void>
  /** Words for people, on standard error. */
  readonly say: (text: string | ((paint: Colouring, look: TerminalLook) => string)) => Effect.Effect<void>
  /** Text for standard error without a line end: for what is redrawn. Only where `errLook.terminal`. */
  readonly draw: (text: string) => Effect.Effect<void>
  readonly fail: (error: Explained) => Effect.Effect<void>
  readonly errLook: TerminalLook
  readonly outLook: TerminalLook
}>() {
  static readonly layer = (streams: Streams, json: boolean): Layer.Layer<Output> =>
    Layer.succeed(this, {
      json,
      errLook: streams.errLook,
      outLook: streams.outLook,
      print: ({ besideRows, text, value }) =>
        Effect.sync(() => {
          if (value === undefined) return
          if (json) return streams.out(`${JSON.stringify(value)}\n`)
          if (besideRows !== undefined && !streams.outLook.terminal) streams.err(`${besideRows}\n`)
          const words = text(streams.outLook)
          // A list without rows prints nothing for `cut` and `awk`, and a person learns that it is empty.
          if (words === "") return streams.err("Nothing to list.\n")
          streams.out(words.endsWith("\n") ? words : `${words}\n`)
        }),
      say: (text) =>
        Effect.sync(() => {
          const words = typeof text === "string" ? text : text(painter(streams.errLook), streams.errLook)
          streams.err(`${words}\n`)
        }),
      draw: (text) => Effect.sync(() => streams.err(text)),
      fail: ({ details, exit: _exit, message, remedy, tag }) =>
        Effect.sync(() => {
          if (json) streams.out(`${JSON.stringify({ error: { ...details, tag, message, remedy } })}\n`)
          const paint = painter(streams.errLook)
          streams.err(`${paint("red", "error:")} ${message}\n${paint("cyan", "hint:")} ${remedy}\n`)
        })
    })
}
