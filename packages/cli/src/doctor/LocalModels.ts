import { Effect, Either, Schema } from "effect"
import { type DoctorFinding, note, ok } from "./Finding.ts"

/** A program that serves language models on this machine, as its makers ship it. */
export interface LocalModelServer {
  readonly name: string
  readonly port: number
  /** Lists the models; answered at once by any of them, and costs nothing. */
  readonly path: string
  /** The names of its models in that answer; null where another program answers. */
  readonly models: (answer: unknown) => ReadonlyArray<string> | null
}

const named = <A, I>(schema: Schema.Schema<A, I>, names: (answer: A) => ReadonlyArray<string>) => {
  const decode = Schema.decodeUnknownEither(schema)
  return (answer: unknown) => Either.match(decode(answer), { onLeft: () => null, onRight: names })
}

/** As OpenAI lists models. `owned_by` tells llama.cpp from others that speak the same. */
const OpenAiList = Schema.Struct({
  object: Schema.Literal("list"),
  data: Schema.Array(
    Schema.Struct({ id: Schema.NonEmptyString, object: Schema.Literal("model"), owned_by: Schema.String })
  )
})
const OllamaTags = Schema.Struct({
  models: Schema.Array(Schema.Struct({ name: Schema.NonEmptyString, digest: Schema.String }))
})

const readLlama = named(OpenAiList, ({ data }) => data.flatMap((one) => one.owned_by === "llamacpp" ? [one.id] : []))

/** Models that only embed text write no script. */
const writing = (names: ReadonlyArray<string>) => names.filter((name) => !/embed/iu.test(name))

/** Default ports: Ollama 11434, LM Studio 1234, llama.cpp's server 8080. */
export const localModels: ReadonlyArray<LocalModelServer> = [
  {
    name: "Ollama",
    port: 11434,
    path: "/api/tags",
    models: named(OllamaTags, ({ models }) => writing(models.map(({ name }) => name)))
  },
  {
    name: "LM Studio",
    port: 1234,
    path: "/v1/models",
    models: named(OpenAiList, ({ data }) => writing(data.map(({ id }) => id)))
  },
  {
    name: "llama.cpp",
    port: 8080,
    path: "/v1/models",
    // Others speak the same; an answer without its own models is not its answer.
    models: (answer) => {
      const names = readLlama(answer)
      return names === null || names.length === 0 ? null : names
    }
  }
]

const LIMIT_MILLIS = 1_500
const MOST_BYTES = 1_000_000

/** What answers on a port of this machine, if it is that program. A port that is silent or speaks otherwise is not taken. */
const ask = ({ models, path, port }: LocalModelServer) =>
  Effect.tryPromise(async () => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: "manual",
      signal: AbortSignal.timeout(LIMIT_MILLIS)
    })
    if (!response.ok || !(response.headers.get("content-type") ?? "").includes("json")) return null
    const chunks: Array<Uint8Array> = []
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      if (bytes > MOST_BYTES) return null
      chunks.push(chunk)
    }
    const answer: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"))
    return models(answer)
  }).pipe(Effect.orElseSucceed(() => null))

const lines = (port: number, model: string) =>
  `CALLSHEET_LLM_URL=http://127.0.0.1:${port}/v1 CALLSHEET_LLM_MODEL=${
    /^[\w./:@-]+$/u.test(model) ? model : JSON.stringify(model)
  }`

/** Who writes scripts: the model that is named, else the rules, and which models of this machine could. */
export const writer = (servers: ReadonlyArray<LocalModelServer>): Effect.Effect<ReadonlyArray<DoctorFinding>> =>
  Effect.gen(function*() {
    const model = process.env["CALLSHEET_LLM_MODEL"] ?? ""
    if (model !== "") return [ok("writer", `the model ${model}`)]
    const found = yield* Effect.forEach(
      servers,
      (server) => Effect.map(ask(server), (models) => ({ server, models })),
      { concurrency: "unbounded" }
    )
    const offers = found.flatMap(({ models, server }): ReadonlyArray<DoctorFinding> => {
      if (models === null) return []
      const [first] = models
      return [
        first === undefined
          ? note(
            "writer",
            `${server.name} runs on port ${server.port} and has no model that writes.`,
            "Load one, then run: callsheet doctor"
          )
          : note(
            "writer",
            `${server.name} runs on port ${server.port} with ${
              models.length === 1 ? "one model" : `${models.length} models`
            }.`,
            `To have it write scripts, set: ${lines(server.port, first)}`
          )
      ]
    })
    return offers.length > 0 ? offers : [
      note(
        "writer",
        "The rules write scripts from notes; no model is named.",
        "For a model set CALLSHEET_LLM_MODEL and CALLSHEET_LLM_URL; Ollama, LM Studio and llama.cpp on this machine are found by themselves."
      )
    ]
  })
