import { Provenance } from "@callsheet/domain/asset/Media"
import type { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import * as HttpClient from "@effect/platform/HttpClient"
import { type Context, Effect, Either, Layer } from "effect"
import type { Payer } from "../spending/Payer.ts"
import { Purchases } from "../spending/Purchases.ts"
import { critique, remarkText, withTurn } from "./Critic.ts"
import { type ReadAnswer, readCompletion, readLines, readUsage } from "./ModelAnswer.ts"
import { type AskModel, chatEndpoint, modelAt, type ModelSettings } from "./ModelEndpoint.ts"
import { boughtAs, linesBody, type Mending, mendingBody, requestBody } from "./ModelRequests.ts"
import type { ScriptError, ScriptRefused, ScriptUnreadable, ScriptUsage } from "./ScriptErrors.ts"
import { type ScriptBrief, ScriptWriter, type TakeBrief, type WrittenTake } from "./ScriptWriter.ts"

/** Few languages need more tokens than this says; the estimate must not be less than the bill. */
const CHARACTERS_A_TOKEN = 2

const MOST_HOOKS = 3

/** Where scripts are bought, and from which model. */
interface Desk {
  readonly purchases: Context.Tag.Service<Purchases>
  readonly ask: AskModel
  readonly model: string
  readonly url: string
}

interface Question<A> {
  readonly content: object
  readonly body: { readonly max_tokens: number }
  readonly read: (
    answer: string,
    requestId: string,
    last: boolean
  ) => Either.Either<A, ScriptUnreadable | ScriptRefused>
}

const purchase = ({ ask, purchases, url }: Desk, { body: whole, content }: Question<unknown>, round: number) => {
  const body = JSON.stringify(whole)
  return purchases.buy({
    provider: "llm",
    content: { url: chatEndpoint(url), ...content, round },
    estimate: {
      _tag: "Tokens",
      input: Math.ceil(body.length / CHARACTERS_A_TOKEN),
      output: whole.max_tokens
    },
    call: ask(body),
    used: (bytes) => {
      const usage = readUsage(new TextDecoder().decode(bytes))
      return usage === null ? null : {
        _tag: "Tokens",
        input: usage.promptTokens,
        output: usage.completionTokens,
        costDollarMicros: usage.costMicros
      }
    },
    nothingBought: (error) => error._tag === "ScriptRefused" || error.reason === "rate"
  })
}

/** What was answered stays answered: a round whose answer was of no use is followed by one of another name. */
const buy = <A>(desk: Desk, question: Question<A>, round = 1): Effect.Effect<A, ScriptError, Payer> =>
  Effect.gen(function*() {
    const { answer, fresh, requestId } = yield* purchase(desk, question, round)
    const read = question.read(new TextDecoder().decode(answer), requestId, round % 2 === 0)
    if (Either.isRight(read)) return read.right
    const known = read.left._tag === "ScriptUnreadable" && !fresh
    return yield* known ? buy(desk, question, round + 1) : read.left
  })

/** `under` names a take; without it the brief itself is the name. */
const writeScript = (
  desk: Desk,
  brief: ScriptBrief,
  mending: Mending | null,
  under?: string
): Effect.Effect<ReadAnswer, ScriptError, Payer> => {
  const { model } = desk
  const first = requestBody(model, brief)
  return buy(desk, {
    // What the critic says depends on what the account said meanwhile; a repair is bought once no matter what that is.
    content: {
      ...(under === undefined ? { content: boughtAs(model, brief) } : { take: under }),
      ...(mending === null ? {} : { repair: 1 })
    },
    body: mending === null ? first : mendingBody(first, mending),
    read: (answer, requestId, last) =>
      Either.map(readCompletion(answer, model, brief, requestId, last), (read) => ({
        ...read,
        script: withTurn(read.script)
      }))
  })
}

interface Judged {
  readonly read: ReadAnswer
  readonly remarks: ReadonlyArray<string>
}

const judged = (brief: ScriptBrief, read: ReadAnswer): Judged => ({
  read,
  remarks: critique(read.script, brief.earlier).map(remarkText)
})

const usedTogether = (first: ScriptUsage, second: ScriptUsage): ScriptUsage => ({
  promptTokens: first.promptTokens + second.promptTokens,
  completionTokens: first.completionTokens + second.completionTokens,
  ...(first.costMicros === undefined || second.costMicros === undefined
    ? {}
    : { costMicros: first.costMicros + second.costMicros })
})

/** A script that the critic faults is mended at most once; of the two the better one is taken. */
const mended = (
  desk: Desk,
  brief: ScriptBrief,
  read: ReadAnswer,
  under?: string
): Effect.Effect<Judged, ScriptError, Payer> =>
  Effect.gen(function*() {
    const before = judged(brief, read)
    if (before.remarks.length === 0) return before
    const mending = { script: read.script, remarks: before.remarks }
    const answer = yield* Effect.either(writeScript(desk, brief, mending, under))
    if (Either.isLeft(answer)) {
      // A repair is a wish: what cannot be had or paid for leaves the script as it is. A ledger that is away comes back.
      return answer.left._tag === "LedgerAway" ? yield* answer.left : before
    }
    const after = judged(brief, answer.right)
    const better = after.remarks.length < before.remarks.length ? after : before
    return { ...better, read: { ...better.read, usage: usedTogether(read.usage, answer.right.usage) } }
  })

/** A whole other script, unlike all that were seen. */
const anotherScript = (desk: Desk, brief: TakeBrief): Effect.Effect<WrittenTake, ScriptError, Payer> => {
  const { from, id, seen } = brief.take
  const avoid = [...seen, ...(from === null ? [] : from.lines.map(({ text }) => text)), ...(brief.avoid ?? [])]
  const asked = { ...brief, avoid }
  return Effect.flatMap(writeScript(desk, asked, null, id), (read) => mended(desk, asked, read, id)).pipe(
    Effect.map(({ read }) => ({
      options: [{ script: read.script }],
      source: { _tag: "model", model: desk.model },
      usage: read.usage,
      requestId: read.requestId
    }))
  )
}

/** Other sentences in the place of one line. */
const otherLines = (
  desk: Desk,
  brief: TakeBrief,
  from: Script,
  old: ScriptLine
): Effect.Effect<WrittenTake, ScriptError, Payer> =>
  buy(desk, {
    content: { take: brief.take.id },
    body: linesBody(desk.model, brief, from),
    read: (answer, requestId, last) => readLines(answer, old, requestId, last)
  }).pipe(
    Effect.map(({ lines, requestId, usage }) => ({
      options: lines.slice(0, brief.take.of === "hook" ? MOST_HOOKS : 1).map((line) => ({ line })),
      source: { _tag: "model", model: desk.model },
      usage,
      requestId
    }))
  )

const another = (desk: Desk, brief: TakeBrief): Effect.Effect<WrittenTake, ScriptError, Payer> => {
  const { from, line, of } = brief.take
  const old = from?.lines[line]
  return of === "script" || from === null || old === undefined
    ? anotherScript(desk, brief)
    : otherLines(desk, brief, from, old)
}

const make = (
  client: HttpClient.HttpClient,
  purchases: Context.Tag.Service<Purchases>,
  settings: ModelSettings
) => {
  const { model, url } = settings
  const desk: Desk = { purchases, ask: modelAt(client, settings), model, url }
  const engine = `model/${model}`
  return ScriptWriter.of({
    engine,
    write: (brief) =>
      Effect.flatMap(writeScript(desk, brief, null), (read) => mended(desk, brief, read)).pipe(
        Effect.map(({ read, remarks }) => ({
          ...read,
          provenance: new Provenance({
            stage: "script",
            engine,
            synthetic: true,
            ...(remarks.length === 0 ? {} : { remarks })
          })
        })),
        Effect.withSpan("ScriptWriter.write", { attributes: { "llm.model": model } })
      ),
    another: (brief) =>
      another(desk, brief).pipe(Effect.withSpan("ScriptWriter.another", { attributes: { "llm.model": model } }))
  })
}

/** Scripts from a language model, by any OpenAI-compatible chat endpoint. */
export const layer = (settings: ModelSettings): Layer.Layer<ScriptWriter, never, HttpClient.HttpClient | Purchases> =>
  Layer.effect(
    ScriptWriter,
    Effect.flatMap(
      HttpClient.HttpClient,
      (client) => Effect.map(Purchases, (purchases) => make(client, purchases, settings))
    )
  )
