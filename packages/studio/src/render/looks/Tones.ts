import { contrast, mix, readable, strengthened } from "@callsheet/domain/org/Colour"
import type { Brand, StagedScene } from "./Shot.ts"
import type { ToneColours } from "./Visual.ts"

/** A tone of a look: its ground, its text, the colour that marks, a second colour beside it. */
export interface Swatch {
  readonly ground: string
  readonly ink: string
  readonly hot: string
  readonly second: string
}

/** How much of the text's colour a helping field has; less where text on it could not be read. */
const FAINT = [0.14, 0.1, 0.06, 0.03]

/** Everything a tone needs, so that all text on it can be read. */
export const toneOf = ({ ground, hot, ink, second }: Swatch): ToneColours => {
  const text = readable(ground, [ink])
  const strong = strengthened(hot, ground, 4.5)
  const other = strengthened(second, ground, 2.2)
  return {
    ground,
    ink: text,
    hot: strong,
    second: other,
    onHot: readable(strong, [ground, text]),
    onSecond: readable(other, [ground, text]),
    faint: FAINT.map((part) => mix(ground, text, part)).find((one) => contrast(one, text) >= 4.8) ?? ground
  }
}

/** A brand's colours in place of a look's own; the others are kept where the brand names none. */
const branded = (swatch: Swatch, { ground, hot, ink }: Brand, isBrandGround: boolean): Swatch => ({
  ...swatch,
  ...(hot === undefined ? {} : { hot, second: mix(hot, swatch.ground, 0.35) }),
  ...(isBrandGround && ground !== undefined ? { ground } : {}),
  ...(isBrandGround && ink !== undefined ? { ink } : {})
})

/**
 * The swatch of a scene. Each line changes the ground, the strongest cut there is; the last line comes back to the first, so
 * that the end leads into the beginning.
 */
export const swatchFor = (
  swatches: readonly [Swatch, ...ReadonlyArray<Swatch>],
  { line, lines }: Pick<StagedScene, "line" | "lines">,
  brand: Brand
): Swatch => {
  const isLast = line === lines - 1 && lines > 1
  const at = line === 0 || isLast ? 0 : 1 + ((line - 1) % Math.max(1, swatches.length - 1))
  const chosen = swatches[at % swatches.length] ?? swatches[0]
  // A brand has one ground: it alternates with its own ink, and every third scene keeps the look's colour.
  const isInverse = brand.ground !== undefined && at % 2 === 1
  return isInverse
    ? branded({ ...chosen, ground: brand.ink ?? "#14101F", ink: brand.ground ?? chosen.ink }, {
      ...brand,
      ground: brand.ink ?? "#14101F",
      ink: brand.ground ?? chosen.ink
    }, true)
    : branded(chosen, brand, true)
}
