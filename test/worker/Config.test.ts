import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { WorkerConfig } from "@callsheet/worker/Config"
import { assert, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"

const slots = (variables: Readonly<Record<string, string>>) =>
  Effect.map(WorkerConfig, (config) => config.slots).pipe(
    Effect.provide(WorkerConfig.layerConfig.pipe(Layer.provide(RenderConfig.layerConfig))),
    // A port of its own choice would be looked for on this machine.
    Effect.withConfigProvider(
      ConfigProvider.fromMap(new Map(Object.entries({ CALLSHEET_RUNNER_PORT: "4500", ...variables })))
    )
  )

it.effect("a worker that is told nothing takes every kind of work", () =>
  Effect.gen(function*() {
    assert.deepStrictEqual([...(yield* slots({})).keys()].toSorted(), JobKind.literals.toSorted())
  }))

it.effect("CALLSHEET_JOB_KINDS limits what a worker takes, not how much of it", () =>
  Effect.gen(function*() {
    const limited = yield* slots({ CALLSHEET_JOB_KINDS: " render, make_voice,", CALLSHEET_RENDER_CONCURRENCY: "3" })
    assert.deepStrictEqual(limited, new Map([["make_voice", 2], ["render", 3]]))
  }))

for (
  const [text, problem] of [["render,holograph", "unknown kind of job: holograph"], [
    " , ",
    "names no kind of job"
  ]] as const
) {
  it.effect(`CALLSHEET_JOB_KINDS=${JSON.stringify(text)} is refused with the kinds that are known`, () =>
    Effect.gen(function*() {
      const said = String(yield* Effect.flip(slots({ CALLSHEET_JOB_KINDS: text })))
      assert.include(said, `CALLSHEET_JOB_KINDS`)
      assert.include(said, `${problem}; known are ${JobKind.literals.join(", ")}`)
    }))
}
