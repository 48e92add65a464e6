import type { MediaView } from "@callsheet/domain/api/calls/media"
import type { BrandKit } from "@callsheet/domain/org/BrandKit"
import { contrast, readable } from "@callsheet/domain/org/Colour"
import { t } from "../../text/Text.ts"
import { steadyPath, useFontFile } from "../../ui/FilePicture.tsx"

const NIGHT = "#14101F"
const PAPER = "#FFF6DE"

/** The colours as the studio takes them where the kit leaves one to the look, and only what can be read. */
const coloursOf = ({ accent, ground: wished, ink: wishedInk }: BrandKit) => {
  const ground = wished ?? (contrast(wishedInk ?? PAPER, NIGHT) >= 4.5 ? NIGHT : PAPER)
  return {
    ground,
    ink: readable(ground, [wishedInk ?? PAPER, PAPER, NIGHT]),
    accent: readable(ground, [accent ?? "#FFD84A", "#FFD84A"], 3)
  }
}

const valid = (kit: BrandKit): BrandKit =>
  Object.fromEntries(
    Object.entries(kit).filter(([name, value]) =>
      !["ground", "ink", "accent"].includes(name) || /^#[0-9A-Fa-f]{6}$/.test(String(value))
    )
  )

/** The end card and a caption, with the kit as it is being typed. A look places them its own way; colours and faces are these. */
export const BrandPreview = (props: {
  readonly kit: BrandKit
  readonly logo: MediaView | undefined
  readonly display: MediaView | undefined
  readonly text: MediaView | undefined
}) => {
  const kit = valid(props.kit)
  const { accent, ground, ink } = coloursOf(kit)
  const display = useFontFile(props.display)
  const text = useFontFile(props.text)
  const [before, marked, after] = t.brand.sample
  return (
    <aside class="bprev" aria-label={t.brand.preview}>
      <figure>
        <div class="frame9" style={{ background: ground, color: ink }}>
          <p class="cap9" style={display === null ? {} : { fontFamily: display }}>
            {before} <b style={{ color: accent }}>{marked}</b> {after}
          </p>
          <p class="sub9" style={text === null ? {} : { fontFamily: text }}>{t.brand.sampleLine}</p>
          {kit.handle === undefined
            ? null
            : <p class="hand9" style={{ background: accent, color: readable(accent, [ground]) }}>@{kit.handle}</p>}
        </div>
        <figcaption>{t.brand.caption}</figcaption>
      </figure>
      <figure>
        <div class="frame9 end9" style={{ background: ground, color: ink }}>
          {props.logo === undefined ? null : <img src={steadyPath(props.logo)} alt={props.logo.name} />}
          {kit.outro === undefined ? null : <p style={text === null ? {} : { fontFamily: text }}>{kit.outro}</p>}
          {props.logo === undefined && kit.outro === undefined ? <p class="none9">{t.brand.noEnd}</p> : null}
        </div>
        <figcaption>{t.brand.end}</figcaption>
      </figure>
      <p class="small mute">{t.brand.previewNote}</p>
    </aside>
  )
}
