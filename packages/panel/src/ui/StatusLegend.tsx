import { glyphOf, type Standing } from "../data/Plans.ts"
import { t } from "../text/Text.ts"
import { Glyph } from "./Glyph.tsx"

const Row = ({ standings }: { readonly standings: ReadonlyArray<Standing> }) => (
  <>
    {standings.map((standing) => (
      <span key={standing} class={`st ${standing === "tracked" ? "go" : standing === "failed" ? "stop" : ""}`}>
        <Glyph name={glyphOf(standing)} />
        <span class="w">{t.status.word[standing]}</span>
      </span>
    ))}
  </>
)

/** What the glyphs mean: who acts, by their shape. */
export const StatusLegend = () => (
  <div class="legend">
    <span class="label">{t.calendar.system}</span>
    <Row standings={["approved", "generating", "assets_generated", "publishing", "tracked"]} />
    <span class="label">{t.calendar.person}</span>
    <Row standings={["scheduled", "in_review", "needs_attention"]} />
    <span class="label">{t.calendar.stopped}</span>
    <Row standings={["failed"]} />
    <span class="push mute legend-keys">
      <span class="k" aria-hidden="true">M</span> {t.calendar.moveHint} <span class="k" aria-hidden="true">X</span>{" "}
      {t.calendar.selectHint}
    </span>
  </div>
)
