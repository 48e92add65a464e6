import { mix, readable } from "@callsheet/domain/org/Colour"
import { fill, type Paint, pathOf, polyline, rect } from "../paint/Paint.ts"
import { HEIGHT } from "../picture/Frame.ts"
import { move } from "../text/Outline.ts"
import { isRightToLeft } from "../text/Words.ts"
import { rays } from "./Backdrop.ts"
import { captionsOf } from "./CaptionStyles.ts"
import { cardFor } from "./Cards.ts"
import { drawOn, ringPoints } from "./Draw.ts"
import { labelDrawings, labelText, setLabel } from "./Label.ts"
import { photoPaint } from "./Photo.ts"
import { plateOf } from "./Plates.ts"
import { EDGE, type Look, type VisualEvent } from "./Shot.ts"
import { type Swatch, swatchFor, toneOf } from "./Tones.ts"
import { cardSprites, emptyCard, marked, objectSprite } from "./Visual.ts"
import { wordRows } from "./Words.ts"

/** The ground is paper; `hot` is the figure, `second` the body that carries the sentence. */
const SWATCHES: readonly [Swatch, ...ReadonlyArray<Swatch>] = [
  { ground: "#F2EDE2", ink: "#10222B", hot: "#C42807", second: "#C42807" },
  { ground: "#F2EDE2", ink: "#10222B", hot: "#0A7364", second: "#0A7364" },
  { ground: "#FFE9B8", ink: "#10222B", hot: "#6A1B9A", second: "#6A1B9A" },
  { ground: "#DDEBF2", ink: "#10222B", hot: "#1F4FD8", second: "#1F4FD8" }
]

/** Where the body begins that carries the sentence: high under a figure, lower under a chart. */
const BODY = { figure: 880, other: 1060 } as const
const SUN = "#FFC531"

const grid = (width: number, body: number, ground: string, ink: string): ReadonlyArray<Paint> => {
  const lines = [
    ...Array.from(
      { length: Math.ceil(width / 112) },
      (_, index) => polyline([[64 + index * 112, 0], [64 + index * 112, body]])
    ),
    ...Array.from({ length: 10 }, (_, index) => polyline([[0, 124 + index * 112], [width, 124 + index * 112]]))
  ]
  return [
    rect(0, 0, width, HEIGHT, ground),
    { op: "stroke", path: lines.join(""), colour: mix(ground, ink, 0.12), width: 2 },
    { op: "grain", area: [0, 0, width, body], opacity: 0.1 }
  ]
}

/** A figure that counts over paper; the sentence stands on a solid body that grows out of the foot. */
export const figureLook: Look = (scene, production) => {
  const { direction, emoji, frames, index, line, lines, picture, role, shows } = scene
  const { brand, setter } = production
  const isFigure = shows.kind === "number"
  const bodyTop = isFigure ? BODY.figure : BODY.other
  const swatch = swatchFor(SWATCHES, scene, brand)
  const paper = toneOf(swatch)
  const body = paper.hot
  const tone = {
    ...paper,
    second: mix(body, swatch.ground, 0.25),
    onSecond: readable(mix(body, swatch.ground, 0.25), [swatch.ground, paper.ink])
  }
  const caption = captionsOf({
    style: production.captions ?? "box",
    words: scene.words,
    frame: {
      left: EDGE.left,
      right: EDGE.right - 10,
      top: bodyTop + 46,
      bottom: isFigure ? 1330 : EDGE.bottom,
      face: "figure",
      most: 168,
      least: 72,
      maxLines: 3,
      leading: 1.14,
      anchor: "top",
      lineCost: 0.02,
      direction
    },
    frames,
    colours: {
      text: readable(body, ["#FFF8EA"]),
      hot: readable(body, [SUN, "#FFF8EA"]),
      onHot: readable(readable(body, [SUN, "#FFF8EA"]), [paper.ink, "#10222B"]),
      rim: mix(body, "#000000", 0.72),
      panel: mix(body, "#000000", 0.5)
    },
    setter,
    isHook: role === "hook"
  })
  const isLast = line === lines - 1
  const kickerText = isLast && brand.handle !== undefined ? brand.handle : scene.kicker ?? production.title ?? ""
  const isKickerRtl = isRightToLeft(kickerText)
  const mark = isKickerRtl ? EDGE.right - 22 : EDGE.left
  const kicker = kickerText === ""
    ? null
    : setLabel(kickerText.toLocaleUpperCase(scene.language), {
      left: EDGE.left + (isKickerRtl ? 0 : 44),
      right: EDGE.right - (isKickerRtl ? 44 : 0),
      top: 232,
      bottom: 304,
      face: "mono",
      most: 52,
      least: 44,
      anchor: "middle"
    }, setter)
  const top = kicker === null ? EDGE.top + 10 : 330
  const area = [EDGE.left, top, EDGE.right - EDGE.left, (isFigure ? 830 : bodyTop - 36) - top] as const
  const card = cardFor(shows, {
    area,
    tone,
    frames,
    words: scene.words,
    direction,
    setter,
    isHook: role === "hook",
    part: scene.part
  }) ?? emptyCard
  const hasCard = card.kind !== "object"
  const at = marked(scene.words, frames)
  const photoTop = top + 6
  const events: Array<VisualEvent> = [
    { frame: 0, kind: role === "hook" || role === "turn" ? "impact" : "whoosh" },
    ...(hasCard ? [] : [{ frame: at, kind: "pop" as const }]),
    ...(isLast ? [{ frame: Math.min(frames - 10, at), kind: "ding" as const }] : []),
    ...card.events
  ]
  const dots: Paint = {
    op: "dots",
    area: [0, bodyTop, 4000, HEIGHT - bodyTop],
    colour: mix(body, "#000000", 0.24),
    cell: 34,
    from: 0.36,
    to: 1.1
  }
  // The figure once more, cut by the foot, where nothing has to be read.
  const echoed = shows.kind === "number" && emoji === null ? setter.set(String(shows.value), 760, "figure") : null
  const echo: ReadonlyArray<Paint> = echoed === null
    ? []
    : [fill(pathOf(move(echoed.outline, 90, 2010)), mix(body, "#000000", 0.3))]
  const isBare = picture === null && !hasCard
  const words = isBare && emoji === null ? wordRows(scene, { top, bottom: bodyTop - 30 }, tone, setter) : null
  const textBottom = caption.fitted.box.bottom
  const size = isBare
    ? Math.min(900, bodyTop - top - 10)
    : Math.min(860, Math.max(520, (HEIGHT - textBottom) * 1.16))
  // With a card, its thing stands at the foot, cut by it; else it is what the paper shows.
  const centre: readonly [number, number] = isBare
    ? [508, (top + bodyTop) / 2 + 20]
    : [direction === "rtl" ? 360 : 700, textBottom + 40 + size * 0.5]
  return {
    frames,
    plate: plateOf(scene, (width) => [
      ...grid(width, bodyTop, swatch.ground, paper.ink),
      ...(isBare && emoji !== null
        ? [rays([width / 2, centre[1]], mix(swatch.ground, paper.ink, 0.07), { turn: index * 0.5 })]
        : []),
      ...(words?.paints(width) ?? []),
      ...(picture?.kind === "photo" && !hasCard
        ? [
          rect(0, photoTop - 16, width, bodyTop - photoTop + 16, paper.ink),
          photoPaint(picture, [0, photoTop, width, bodyTop - photoTop], { ink: paper.ink, paper: swatch.ground }, {
            zoom: 1 + 0.3 * (scene.part % 2)
          })
        ]
        : []),
      rect(0, bodyTop, width, HEIGHT - bodyTop, body),
      dots,
      ...echo
    ]),
    clip: null,
    punch: role === "turn" || role === "hook" ? 0.1 : 0,
    sprites: [
      ...cardSprites(card, area),
      ...(words?.sprites ?? []),
      ...(emoji !== null && (isBare || hasCard)
        ? [objectSprite({ emoji, centre, size, turn: index % 2 === 0 ? -0.08 : 0.08, shade: paper.ink }, {
          at: role === "hook" || isBare ? 0 : 4,
          enter: role === "hook"
            ? { kind: "slide", frames: 8, dx: 0, dy: 140 }
            : isBare
            ? { kind: "pop", frames: 8, turn: -0.2 }
            : { kind: "slide", frames: 10, dx: 0, dy: 460 },
          bob: { by: 12, period: 46 }
        })]
        : [])
    ],
    drawings: [
      ...card.drawings,
      ...(kicker === null ? [] : [
        {
          layer: 12,
          from: 0,
          to: frames,
          outline: [
            { op: "m" as const, at: [mark, 240] },
            { op: "l" as const, at: [mark + 22, 240] },
            { op: "l" as const, at: [mark + 22, 296] },
            { op: "l" as const, at: [mark, 296] }
          ],
          fill: body
        },
        ...labelDrawings(kicker, { layer: 12, from: 0, to: frames, fill: paper.ink })
      ]),
      ...(!isBare || emoji === null
        ? []
        : drawOn(ringPoints(centre, size * 0.98, size * 0.9), {
          layer: 10,
          colour: body,
          width: 18,
          at: Math.min(at, frames - 14),
          frames: 12,
          to: frames
        })),
      ...caption.drawings
    ],
    texts: [...card.texts, ...caption.texts, ...(kicker === null ? [] : [labelText(kicker, paper.ink, 0, frames)])],
    events,
    kind: hasCard ? card.kind : picture?.kind ?? (emoji === null ? "words" : "object")
  }
}
