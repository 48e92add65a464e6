// Renders the short script in the folder named on the command line and prints its progress, one fraction a line.
import { Renderer } from "@callsheet/studio/render/Renderer"
import { Effect } from "effect"
import { script, studio } from "./Studio.ts"

const [, , folder = ""] = process.argv
await Effect.runPromise(
  Effect.flatMap(Renderer, ({ render }) =>
    render({ script, handle: "@labor" }, ({ fraction }) =>
      Effect.sync(() => {
        process.stdout.write(`${fraction}\n`)
      }))).pipe(Effect.provide(studio(folder, "bed")))
)
