import type { Step } from "@callsheet/domain/Remedy"
import { useEffect, useState } from "preact/hooks"
import { langOf } from "../text/Spoken.ts"
import type { RemedySteps } from "./RemedySteps.tsx"

export interface WithRemedy {
  readonly remedy: string
  readonly steps?: ReadonlyArray<Step> | undefined
}

let loaded: typeof RemedySteps | null = null

/** What to do next. The words stand at once; what makes buttons of the steps is loaded where there are any. */
export const Remedy = ({ of }: { readonly of: WithRemedy }) => {
  const steps = of.steps ?? []
  const [, draw] = useState(0)
  useEffect(() => {
    if (steps.length === 0 || loaded !== null) return
    import("./RemedySteps.tsx").then((module) => {
      loaded = module.RemedySteps
      draw((count) => count + 1)
    }, () => undefined)
  }, [steps.length])
  const Steps = loaded
  return steps.length === 0 || Steps === null ? <p lang={langOf(of.remedy)}>{of.remedy}</p> : <Steps steps={steps} />
}
