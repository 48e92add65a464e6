import { modelSettings } from "@callsheet/process/settings/Together"
import { Effect, Layer, Option } from "effect"
import * as ModelScriptWriter from "./ModelScriptWriter.ts"
import * as RuleScriptWriter from "./RuleScriptWriter.ts"

/** A model where one is configured, else rules; every script says which. Never one in place of the other at run time. */
export const layerConfig = Layer.unwrapEffect(
  Effect.map(
    modelSettings,
    Option.match({
      onNone: () => RuleScriptWriter.layer,
      onSome: (settings) => ModelScriptWriter.layer(settings)
    })
  )
)
