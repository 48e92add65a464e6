import type { Script } from "@callsheet/domain/asset/Script"
import type { LookName } from "@callsheet/domain/asset/Script"
import { blockLook } from "./BlockLook.ts"
import { cardsLook } from "./CardsLook.ts"
import { figureLook } from "./FigureLook.ts"
import { paneLook } from "./PaneLook.ts"
import type { Look, Production, Shot, StagedScene } from "./Shot.ts"
import { splitLook } from "./SplitLook.ts"
import { thirdLook } from "./ThirdLook.ts"

export const looks: { readonly [L in LookName]: Look } = {
  block: blockLook,
  third: thirdLook,
  figure: figureLook,
  split: splitLook,
  cards: cardsLook,
  pane: paneLook
}

/** A claim that is denied, or a word for it. */
const DENIES =
  /(?:\b(?:myth|wrong|false|not true|never|lie|mythos|falsch|stimmt nicht|irrtum|mito|falso|mythe|faux)\b|خرافة|خطأ|ليس صحيح|ウソ|嘘|誤解|오해|谣言|误区)/iu

/** The look that fits what is shown: figures, refuted claims, enumerations, places, photos; else large words. */
export const lookFor = (
  { look, lines }: Pick<Script, "look" | "lines">,
  scenes: ReadonlyArray<Pick<StagedScene, "shows" | "picture">>
): LookName => {
  if (look !== undefined) return look
  const count = (kind: StagedScene["shows"]["kind"]) => scenes.filter(({ shows }) => shows.kind === kind).length
  const half = scenes.length / 2
  const pictures = scenes.filter(({ picture }) => picture !== null).length
  if (pictures >= 0.6 * scenes.length) return "third"
  if (count("map") > 0) return "pane"
  if (scenes.some(({ shows }) => shows.kind === "quote" && shows.struck === true)) return "split"
  if (count("chart") > 0 || count("number") + count("comparison") >= Math.max(2, half * 0.6)) return "figure"
  if (lines.slice(0, 2).some(({ text }) => DENIES.test(text))) return "split"
  if (count("list") + count("timeline") >= 2) return "cards"
  return "block"
}

/** Events closer than this, in frames, are one to the eye. */
const APART = 6

/** The word that matters lights up when it is said: that too is something that happens. */
const withMark = (shot: Shot, { role, words }: StagedScene): Shot => {
  const at = role === "hook" ? undefined : words.find(({ emphasised, from }) => emphasised && from !== null)?.from
  return at === undefined || at === null || shot.events.some(({ frame }) => Math.abs(frame - at) < APART)
    ? shot
    : { ...shot, events: [...shot.events, { frame: at, kind: "click" }] }
}

/** Looks that show a moving picture over the whole frame; the others borrow the third's layout for it. */
const PLAYS_CLIPS: ReadonlySet<LookName> = new Set(["third", "pane"])

/** Every shot of a video. */
export const shotsOf = (production: Production): ReadonlyArray<Shot> =>
  production.scenes.map((scene) => {
    const look = scene.picture?.kind === "clip" && !PLAYS_CLIPS.has(production.look) ? "third" : production.look
    return withMark(looks[look](scene, production), scene)
  })
