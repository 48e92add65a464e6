import type { Outline } from "../text/Outline.ts"

/** Left, top, width, height, in pixels of what is painted on. */
export type Area = readonly [x: number, y: number, width: number, height: number]

/**
 * A drawing as plain data, so that it is its own key: what was painted once is never painted again. Colours are #RRGGBB.
 * Everything that changes from frame to frame is drawn elsewhere.
 */
export type Paint =
  | {
    readonly op: "rect"
    readonly area: Area
    readonly radius?: number
    readonly colour: string
    readonly opacity?: number
  }
  | { readonly op: "fill"; readonly path: string; readonly colour: string; readonly opacity?: number }
  | {
    readonly op: "stroke"
    readonly path: string
    readonly colour: string
    readonly width: number
    readonly opacity?: number
    readonly dash?: ReadonlyArray<number>
  }
  /** Printed dots that grow from the part `from` of the area's height to the part `to`: an edge without a gradient. */
  | {
    readonly op: "dots"
    readonly area: Area
    readonly colour: string
    readonly cell: number
    readonly from: number
    readonly to: number
    readonly most?: number
  }
  | { readonly op: "grain"; readonly area: Area; readonly opacity: number }
  /** A pictogram like a sticker: a white rim and a hard shadow behind it. `rim` and `drop` are parts of its size. */
  | {
    readonly op: "pictogram"
    readonly emoji: string
    readonly centre: readonly [x: number, y: number]
    readonly size: number
    readonly turn?: number
    readonly rim: number
    readonly drop: number
    readonly shade: string
  }
  /** A part of a photo. `print` draws it as dots of one ink at the frame's own resolution; on `paper`, or on itself. */
  | {
    readonly op: "photo"
    readonly photo: string
    readonly crop: Area
    readonly area: Area
    readonly print?: {
      readonly ink: string
      readonly paper: string | null
      readonly cell: number
      readonly gamma: number
    }
  }
  /** Darkens towards both ends, so that text on a photo can be read. */
  | {
    readonly op: "shade"
    readonly area: Area
    readonly colour: string
    readonly top: number
    readonly bottom: number
  }
  | { readonly op: "clip"; readonly path: string; readonly paints: ReadonlyArray<Paint> }
  | {
    readonly op: "turned"
    readonly centre: readonly [x: number, y: number]
    readonly turn: number
    readonly scale?: number
    readonly paints: ReadonlyArray<Paint>
  }
  | { readonly op: "moved"; readonly by: readonly [x: number, y: number]; readonly paints: ReadonlyArray<Paint> }

const short = (v: number) => String(Math.round(v * 10) / 10)

/** An outline as the path of an SVG. */
export const pathOf = (outline: Outline): string =>
  outline.map(({ at, op }, index) =>
    `${op === "m" ? (index === 0 ? "M" : "ZM") : op === "l" ? "L" : "C"}${at.map(short).join(" ")}`
  ).join("") + (outline.length === 0 ? "" : "Z")

/** Straight lines from point to point; open. */
export const polyline = (points: ReadonlyArray<readonly [number, number]>): string =>
  points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${short(x)} ${short(y)}`).join("")

export const polygon = (points: ReadonlyArray<readonly [number, number]>): string => `${polyline(points)}Z`

export const rectPath = (x: number, y: number, width: number, height: number): string =>
  polygon([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])

export const rect = (x: number, y: number, width: number, height: number, colour: string, radius = 0): Paint => ({
  op: "rect",
  area: [x, y, width, height],
  colour,
  ...(radius === 0 ? {} : { radius })
})

export const fill = (path: string, colour: string, opacity = 1): Paint => ({
  op: "fill",
  path,
  colour,
  ...(opacity === 1 ? {} : { opacity })
})

/** What is painted, and how large the canvas is. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly paints: ReadonlyArray<Paint>
}
