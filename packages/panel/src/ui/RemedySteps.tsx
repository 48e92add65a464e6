import type { Step } from "@callsheet/domain/Remedy"
import { useState } from "preact/hooks"
import { useAction } from "../data/Action.ts"
import { allow, cancel, reject } from "../data/Commands.ts"
import { useLive } from "../data/Live.ts"
import { isCall, may, whoMaySay } from "../data/Roles.ts"
import { type Way, wayOf } from "../data/Steps.ts"
import { ReasonDialog } from "../dialogs/ReasonDialog.tsx"
import { langOf } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"
import { Button, LinkButton } from "./Button.tsx"

const moves = { allow, cancel, reject } as const

const Do = ({ call, way }: { readonly call: string; readonly way: Way }) => {
  const { busy, error, run } = useAction()
  const [asks, setAsks] = useState(false)
  const word = t.steps[call] ?? t.plan.open
  if (way.kind === "open") return <LinkButton to={way.to}>{word}</LinkButton>
  return (
    <>
      <Button disabled={busy} onClick={() => way.kind === "do" ? run(way.run) : setAsks(true)}>{word}</Button>
      {error === null ? null : <span class="small bad" role="alert">{error.message} {error.remedy}</span>}
      {way.kind === "reason" && asks
        ? (
          <ReasonDialog
            kind={way.move}
            title={t.plan.reasonTitle[way.move](way.plan.topic)}
            close={() => setAsks(false)}
            run={(reason) => {
              setAsks(false)
              run(() => moves[way.move](way.plan, reason))
            }}
          />
        )
        : null}
    </>
  )
}

const One = ({ step: { action, text } }: { readonly step: Step }) => {
  const lang = langOf(text)
  const words = text.replace(/^./u, (first) => first.toUpperCase())
  const way = action === undefined ? null : wayOf(action)
  if (action === undefined || way === null || !isCall(action.call)) return <li lang={lang}>{words}.</li>
  return (
    <li>
      <span lang={lang}>{words}.</span>
      {may(action.call)
        ? <Do call={action.call} way={way} />
        : (
          <span class="mute">
            {t.shell.onlyRoles(whoMaySay(action.call))}
          </span>
        )}
    </li>
  )
}

/** Each step in words, with a button where the viewer may take it, else with who can. */
export const RemedySteps = ({ steps }: { readonly steps: ReadonlyArray<Step> }) => {
  useLive()
  return <ol class="remedy">{steps.map((step) => <One key={step.text} step={step} />)}</ol>
}
