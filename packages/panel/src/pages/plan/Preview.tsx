import type { PlanPreview } from "@callsheet/domain/api/calls/planPreview"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useRef, useState } from "preact/hooks"
import { useAsked } from "../../data/Requests.ts"
import { t } from "../../text/Text.ts"
import { decimal } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Loading } from "../../ui/Loading.tsx"
import { Refused } from "../../ui/Message.tsx"
import { inVideo } from "../../ui/Script.ts"

/** What is looked at instead of the plan's own script. */
export interface LookedAt {
  readonly take?: number
  readonly option?: number
  readonly script?: string
  readonly line?: number
}

const Stills = (props: {
  readonly preview: PlanPreview
  readonly line: number | undefined
  readonly hear: (line: number) => void
}) => (
  <ol class="stills">
    {props.preview.stills.map(({ atMillis, line, path }) => (
      <li key={`${line}-${atMillis}`}>
        <button
          type="button"
          aria-pressed={line === props.line}
          title={t.plan.preview.hear(line + 1)}
          onClick={() => props.hear(line)}
        >
          <img src={path} alt={t.plan.preview.still(line + 1)} width={108} height={192} loading="lazy" />
          <span class="num">{inVideo(atMillis)}</span>
        </button>
      </li>
    ))}
  </ol>
)

/** Pictures and the sound of a line, drawn before anything is rendered or bought. A picture lets its line be heard. */
export const Preview = ({ plan, wanted }: { readonly plan: PlanView; readonly wanted: LookedAt }) => {
  const [line, setLine] = useState(wanted.line)
  const { again, data, error } = useAsked("plan.preview", {
    id: plan.id,
    ...wanted,
    ...(line === undefined ? {} : { line })
  })
  const last = useRef<PlanPreview | null>(null)
  if (data !== undefined) last.current = data
  const preview = last.current
  if (preview === null) {
    return error === null
      ? (
        <div class="preview">
          <p class="small mute" role="status">{t.plan.preview.drawing}</p>
          <Loading rows={3} />
        </div>
      )
      : (
        <div class="preview">
          <Refused error={error} />
          <Button onClick={again}>{t.plan.preview.again}</Button>
        </div>
      )
  }
  const { sound } = preview
  return (
    <div class="preview">
      <Stills preview={preview} line={line ?? preview.stills[0]?.line} hear={setLine} />
      {sound === null
        ? <p class="small mute">{t.plan.preview.silent}</p>
        : (
          <audio
            key={sound.path}
            controls
            preload="none"
            src={sound.path}
            aria-label={t.plan.preview.sound((line ?? preview.stills[0]?.line ?? 0) + 1)}
          />
        )}
      <p class="small mute">
        {t.plan.preview.from[preview.from]} {t.plan.preview.about(preview.look, decimal(preview.durationMillis / 1000))}
      </p>
      <Refused error={error} />
    </div>
  )
}
