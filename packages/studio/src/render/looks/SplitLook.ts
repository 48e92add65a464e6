import { mix } from "@callsheet/domain/org/Colour"
import { fill, type Paint, pathOf, polygon, polyline, rect } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { move, roundRect } from "../text/Outline.ts"
import { rays, sparks } from "./Backdrop.ts"
import { captionsOf } from "./CaptionStyles.ts"
import { cardFor } from "./Cards.ts"
import { drawOn, STAMP } from "./Draw.ts"
import { labelDrawings, labelText, setLabel } from "./Label.ts"
import { photoPaint } from "./Photo.ts"
import { dotted, plateOf } from "./Plates.ts"
import { EDGE, type Look, type ReadText, type StagedScene, type VisualEvent } from "./Shot.ts"
import { toneOf } from "./Tones.ts"
import { cardSprites, emptyCard, marked, objectSprite, type ToneColours } from "./Visual.ts"
import { wordRows } from "./Words.ts"

const RED = { ground: "#FF5242", ink: "#170B0A", hot: "#170B0A", second: "#FFF4E3" }
const DEEP = { ground: "#0C3A31", ink: "#FFF4E3", hot: "#C9FF4D", second: "#C9FF4D" }
const LIME = { ground: "#C9FF4D", ink: "#0C3A31", hot: "#B3200E", second: "#0C3A31" }

/** What stands on the stamps: what is said, and what is so. A language without an entry gets no stamps. */
const STAMPS: { readonly [language: string]: readonly [claim: string, fact: string] } = {
  en: ["MYTH", "FACT"],
  de: ["MYTHOS", "FAKT"],
  es: ["MITO", "DATO"],
  fr: ["MYTHE", "FAIT"],
  it: ["MITO", "FATTO"],
  pt: ["MITO", "FATO"],
  nl: ["MYTHE", "FEIT"],
  pl: ["MIT", "FAKT"],
  tr: ["EFSANE", "GERÇEK"],
  ru: ["МИФ", "ФАКТ"],
  ar: ["خرافة", "حقيقة"],
  he: ["מיתוס", "עובדה"],
  hi: ["भ्रम", "सच"],
  ja: ["ウソ", "ホント"],
  ko: ["오해", "사실"],
  zh: ["谣言", "真相"]
}

/** Room for a stamp above the text; Arabic letters reach higher over their line. */
const STAMPED = { ltr: 176, rtl: 212 } as const

interface Stamp {
  readonly drawings: ReadonlyArray<Drawing>
  readonly texts: ReadonlyArray<ReadText>
}

const stamp = (
  text: string | undefined,
  y: number,
  colours: { readonly field: string; readonly text: string },
  at: number,
  scene: StagedScene,
  setter: Parameters<Look>[1]["setter"]
): Stamp => {
  if (text === undefined) return { drawings: [], texts: [] }
  const { direction, frames } = scene
  const isRtl = direction === "rtl"
  const label = setLabel(text, {
    left: EDGE.left + 34,
    right: EDGE.right - 34,
    top: y - 48,
    bottom: y + 48,
    face: "figure",
    most: 88,
    least: 60,
    anchor: "middle"
  }, setter)
  const { box } = label.fitted
  const field = { left: box.left - 34, top: y - 62, right: box.right + 34, bottom: y + 62 }
  const motion = at === 0 && scene.role === "hook" ? "\\frz2" : `\\frz2${STAMP}`
  const look = { from: at, to: frames, frame: field, motion: isRtl ? motion.replace("\\frz2", "\\frz-2") : motion }
  return {
    drawings: [
      {
        ...look,
        layer: 18,
        outline: roundRect(field.left, field.top, field.right - field.left, 124, 18),
        fill: colours.field
      },
      ...labelDrawings(label, { ...look, layer: 19, fill: colours.text }).map((drawing) => ({
        ...drawing,
        frame: field
      }))
    ],
    texts: [labelText(label, colours.text, at + 6, frames)]
  }
}

/** Where the two fields meet, from the left edge of the frame to its right one. */
const edgeOf = (left: number, right: number) => ({
  left,
  right,
  below: polygon([[0, left], [WIDTH, right], [WIDTH, HEIGHT], [0, HEIGHT]]),
  line: polyline([[-20, left], [WIDTH + 20, right]])
})

/** Where no thing is to be seen, the verdict is: a tick or a cross, as large as the foot allows, drawn while it is spoken. */
const verdict = (
  { frames }: StagedScene,
  isTrue: boolean,
  textBottom: number,
  tone: ToneColours,
  at: number
): ReadonlyArray<Drawing> => {
  const size = Math.min(700, Math.max(360, (HEIGHT - 60 - textBottom) * 0.86))
  const [x, y] = [560, Math.max(textBottom + 60, HEIGHT - size - 60) + size / 2]
  const half = size / 2
  const pen = { layer: 10, colour: tone.hot, width: size * 0.16, to: frames }
  return isTrue
    ? drawOn([[x - half * 0.9, y], [x - half * 0.25, y + half * 0.7], [x + half, y - half * 0.7]], {
      ...pen,
      at,
      frames: 10
    })
    : [
      ...drawOn([[x - half * 0.7, y - half * 0.7], [x + half * 0.7, y + half * 0.7]], { ...pen, at, frames: 6 }),
      ...drawOn([[x + half * 0.7, y - half * 0.7], [x - half * 0.7, y + half * 0.7]], {
        ...pen,
        at: Math.min(frames - 8, at + 5),
        frames: 6
      })
    ]
}

const plain = (words: StagedScene["words"]) =>
  words.map(({ joined, text }, index) => (index === 0 || joined === true ? text : ` ${text}`)).join("")

/** The first half of a story on one field; from the turn on a second field rises under it and answers. */
export const splitLook: Look = (scene, production) => {
  const { direction, emoji, frames, index, line, lines, picture, role, shows } = scene
  const { brand, scenes, setter } = production
  const turn = scenes.find((one) => one.role === "turn")?.line ?? 1
  const isLast = line === lines - 1
  const isAnswer = line >= turn && line > 0
  const [claim, fact] = STAMPS[scene.language.toLowerCase().split(/[-_]/)[0] ?? ""] ?? []
  const swatch = isLast ? LIME : isAnswer ? DEEP : RED
  const tone: ToneColours = toneOf({
    ...swatch,
    ...(brand.ground === undefined || isAnswer ? {} : { ground: brand.ground, ink: brand.ink ?? swatch.ink }),
    ...(brand.hot === undefined ? {} : { hot: brand.hot })
  })
  const upper = toneOf({
    ...RED,
    ...(brand.ground === undefined ? {} : { ground: brand.ground, ink: brand.ink ?? RED.ink })
  })
  const hasCard = shows.kind !== "text" && shows.kind !== "picture"
  const isSplit = isAnswer && !isLast
  // The claim is refuted once, where the story turns; after that the answer has the frame, and its foot what it is about.
  const isTurn = line === turn && isSplit
  const isWedge = isSplit && !isTurn && !hasCard && picture === null
  // Where no thing is to be seen the word itself fills the foot; the claim, the turn and the end have a verdict instead.
  const hasBand = isWedge && emoji === null
  const edge = hasCard || picture !== null
    ? edgeOf(850, 780)
    : hasBand
    ? edgeOf(1210, 1120)
    : isWedge
    ? edgeOf(1560, 1440)
    : edgeOf(690, 600)
  const request = { frames, words: scene.words, direction, setter, isHook: role === "hook", part: scene.part }
  const cardArea = [
    EDGE.left,
    EDGE.top + 10,
    EDGE.right - EDGE.left,
    (isSplit ? edge.right : 760) - EDGE.top - 60
  ] as const
  const card = hasCard
    ? cardFor(shows, { ...request, tone: isSplit ? upper : tone, area: cardArea }) ?? emptyCard
    : emptyCard
  const textTop = isWedge
    ? EDGE.top + 14
    : isSplit
    ? edge.left + (line === turn ? STAMPED[direction] : 60)
    : hasCard || picture !== null
    ? 850
    : 400
  const caption = captionsOf({
    style: production.captions ?? (isSplit ? "pop" : "karaoke"),
    words: scene.words,
    frame: {
      left: EDGE.left,
      right: EDGE.right - 16,
      top: textTop,
      bottom: hasBand ? 1070 : isWedge ? 1190 : EDGE.bottom - 10,
      face: isAnswer ? "sans" : "serif",
      most: hasCard || picture !== null ? 150 : isWedge ? 330 : isSplit ? 250 : 220,
      least: 76,
      maxLines: isWedge ? 5 : 4,
      leading: 1.06,
      lineCost: 0.03,
      direction
    },
    frames,
    colours: {
      text: tone.ink,
      hot: tone.hot,
      onHot: tone.onHot,
      rim: isSplit ? tone.ground : null,
      panel: tone.ground
    },
    setter,
    isHook: role === "hook"
  })
  // The field of a wedge is the answer's own colour turned around.
  const wedgeTone: ToneColours = { ...tone, ground: tone.hot, ink: tone.ground, hot: tone.ground, onHot: tone.hot }
  const said = plain(scenes.filter((one) => one.line === 0).flatMap(({ words }) => words))
  const before = isTurn && !hasCard && picture === null
    ? setLabel(said, {
      left: EDGE.left,
      right: EDGE.right,
      top: claim === undefined ? EDGE.top + 20 : 380,
      bottom: edge.right - 20,
      face: "serif",
      most: 112,
      least: 48,
      maxLines: 3,
      leading: 1.04
    }, setter)
    : null
  const strikeAt = line === turn && scene.part === 0 ? 4 : 0
  const strike = before === null ?
    [] :
    [...new Set(before.fitted.words.map(({ row }) => row))].flatMap((row, order) => {
      const inRow = before.fitted.words.filter((word) => word.row === row)
      const [from, to] = [Math.min(...inRow.map(({ x }) => x)), Math.max(...inRow.map(({ set, x }) => x + set.advance))]
      const y = (inRow[0]?.y ?? 0) - before.fitted.size * 0.26
      return drawOn([[from - 10, y + 8], [to + 10, y - 8]], {
        layer: 14,
        colour: upper.ink,
        width: 15,
        at: strikeAt + (strikeAt === 0 ? 0 : order * 3),
        frames: strikeAt === 0 ? 1 : 7,
        to: frames
      })
    })
  const claimStamp = !isLast && (!isSplit || before !== null) && !hasCard && picture === null
    ? stamp(claim, 300, { field: upper.ink, text: upper.ground }, 0, scene, setter)
    : stamp(undefined, 0, { field: "", text: "" }, 0, scene, setter)
  const lastStamp = isLast && brand.handle !== undefined
    ? stamp(brand.handle, 300, { field: tone.ink, text: tone.ground }, 0, scene, setter)
    : isSplit && line === turn
    ? stamp(fact, edge.left + 96, { field: tone.hot, text: tone.onHot }, 6, scene, setter)
    : stamp(undefined, 0, { field: "", text: "" }, 0, scene, setter)
  const at = marked(scene.words, frames)
  const quote = setter.set("„", 1000, "serif")
  const textBottom = caption.fitted.box.bottom
  const objectSize = Math.min(1000, Math.max(520, (HEIGHT - textBottom - 20) * 1.18))
  const centre: readonly [number, number] = [
    objectSize > 760 ? 540 : direction === "rtl" ? 380 : 690,
    Math.min(1800, Math.max(textBottom + 10 + objectSize * 0.52, HEIGHT + 70 - objectSize * 0.5))
  ]
  const band = hasBand
    ? wordRows(scene, { top: edge.right + 150, bottom: HEIGHT - 40 }, wedgeTone, setter, { face: "sans", rows: 3 })
    : null
  const wedge: ReadonlyArray<Paint> = !isWedge ? [] : [
    fill(edge.below, tone.hot),
    ...(band === null ? [] : [{ op: "clip" as const, path: edge.below, paints: band.paints(WIDTH) }]),
    { op: "stroke", path: edge.line, colour: tone.ink, width: 22 }
  ]
  const lower = isSplit && !isWedge
    ? [
      {
        op: "clip",
        path: edge.below,
        paints: [
          rect(0, 0, WIDTH, HEIGHT, tone.ground),
          {
            op: "dots",
            area: [0, edge.right, WIDTH, HEIGHT - edge.right],
            colour: mix(tone.ground, tone.ink, 0.13),
            cell: 30,
            from: 0.1,
            to: 1
          },
          { op: "grain", area: [0, edge.right, WIDTH, HEIGHT - edge.right], opacity: 0.08 }
        ]
      },
      { op: "stroke", path: edge.line, colour: tone.hot, width: 22 }
    ] satisfies ReadonlyArray<Paint>
    : []
  const lowerTop = 2 * Math.floor((Math.min(edge.left, edge.right) - 20) / 2)
  const rises = isSplit && line === turn && scene.part === 0
  const events: Array<VisualEvent> = [
    { frame: 0, kind: rises ? "whoosh" : isLast || role === "hook" ? "impact" : "whoosh" },
    ...(rises ? [{ frame: strikeAt, kind: "tick" as const }] : []),
    { frame: at, kind: isLast ? "ding" as const : "pop" as const },
    ...(band === null ? [] : band.events),
    ...card.events
  ]
  const ground = isSplit && !isWedge ? upper.ground : tone.ground
  const photoBottom = isSplit ? edge.left + 40 : 800
  return {
    frames,
    plate: plateOf(scene, (width) => [
      ...dotted(ground, mix(ground, isSplit && !isWedge ? upper.ink : tone.ink, 0.12), {
        from: 0.3,
        to: 1.05,
        cell: 32
      })(width),
      ...(isWedge || isLast ? [rays([width / 2, 1640], mix(ground, tone.ink, 0.07), { turn: index * 0.4 })] : []),
      ...(hasCard || picture !== null || isSplit ? [] : [fill(pathOf(move(quote.outline, 560, 1640)), tone.ink, 0.13)]),
      ...(picture?.kind === "photo" && !hasCard
        ? [
          photoPaint(picture, [0, 0, width, photoBottom], { ink: "#170B0A", paper: ground }, {
            zoom: 1 + 0.3 * (scene.part % 2)
          }),
          ...(isSplit ? [] : [rect(0, photoBottom, width, 18, tone.ink)])
        ]
        : [])
    ]),
    clip: null,
    punch: isLast || role === "hook" ? 0.12 : isSplit && !rises ? 0.08 : 0,
    sprites: [
      ...cardSprites(card, cardArea),
      ...(lower.length > 0 || wedge.length > 0
        ? [{
          picture: {
            width: WIDTH,
            height: HEIGHT - lowerTop,
            paints: [{ op: "moved" as const, by: [0, -lowerTop] as const, paints: [...lower, ...wedge] }]
          },
          x: 0,
          y: lowerTop,
          at: 0,
          enter: rises
            ? { kind: "slide" as const, frames: 9, dx: 0, dy: 1180 }
            : isWedge
            ? { kind: "slide" as const, frames: 9, dx: 0, dy: 480 }
            : { kind: "none" as const }
        }]
        : []),
      ...(band === null ? [] : band.sprites),
      ...(emoji === null ? [] : [
        objectSprite({ emoji, centre, size: objectSize, turn: index % 2 === 0 ? 0.12 : -0.1 }, {
          at: role === "hook" ? 0 : 2,
          enter: role === "hook"
            ? { kind: "slide", frames: 9, dx: 0, dy: 240 }
            : { kind: "slide", frames: 12, dx: index % 2 === 0 ? 700 : -700, dy: 60 },
          bob: { by: 12, period: 46 }
        })
      ])
    ],
    drawings: [
      ...card.drawings,
      ...(hasBand
        ? []
        : emoji === null
        ? verdict(scene, isAnswer, textBottom, tone, Math.max(6, Math.min(at, frames - 16)))
        : role === "hook"
        ? []
        : sparks(centre, objectSize * 0.48, {
          at: Math.max(12, Math.min(at, frames - 10)),
          to: frames,
          colour: isWedge ? tone.ink : tone.hot
        })),
      ...(before === null ? [] : labelDrawings(before, { layer: 12, from: 0, to: frames, fill: upper.ink })),
      ...strike,
      ...claimStamp.drawings,
      ...lastStamp.drawings,
      ...caption.drawings
    ],
    texts: [...card.texts, ...claimStamp.texts, ...lastStamp.texts, ...caption.texts],
    events,
    kind: hasCard ? card.kind : picture?.kind ?? (emoji === null ? "words" : "object")
  }
}
