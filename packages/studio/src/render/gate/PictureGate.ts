import { MOST_ENLARGED } from "../looks/Photo.ts"
import type { Shot } from "../looks/Shot.ts"
import type { Paint } from "../paint/Paint.ts"
import { FPS, HEIGHT, WIDTH } from "../picture/Frame.ts"
import type { GateFinding } from "./Finding.ts"

type Photo = Extract<Paint, { op: "photo" }>

const photosIn = (paints: ReadonlyArray<Paint>): ReadonlyArray<Photo> =>
  paints.flatMap((paint) => paint.op === "photo" ? [paint] : "paints" in paint ? photosIn(paint.paints) : [])

/** How each picture of a shot is shown: how much larger than its own pixels, and whether as printed dots. */
const shownIn = ({ clip, plate, sprites }: Pick<Shot, "clip" | "plate" | "sprites">) =>
  clip === null
    ? photosIn([...plate.picture.paints, ...sprites.flatMap(({ picture }) => picture.paints)]).map((photo) => ({
      id: photo.photo,
      times: photo.area[2] / Math.max(1, photo.crop[2]),
      isPrinted: photo.print !== undefined
    }))
    : [{ id: clip.id, times: Math.max(WIDTH / clip.width, HEIGHT / clip.height), isPrinted: false }]

/** What the plan says of a picture's size: that it is printed as dots, or how much it is enlarged. By the picture's id. */
export const sizeNotes = (
  shots: ReadonlyArray<Pick<Shot, "clip" | "plate" | "sprites">>
): ReadonlyMap<string, string> => {
  const shown = shots.flatMap(shownIn).toSorted((a, b) => a.times - b.times)
  return new Map(
    shown.flatMap(({ id, isPrinted, times }) =>
      isPrinted ? [[id, "printed"]] : times > 1.02 ? [[id, `enlarged ${times.toFixed(1)}×`]] : []
    )
  )
}

/** A picture that is blown up beyond what still looks sharp. */
export const pictureFindings = (
  shot: Pick<Shot, "clip" | "plate" | "sprites">,
  start: number
): ReadonlyArray<GateFinding> =>
  shownIn(shot).filter(({ isPrinted, times }) => !isPrinted && times > MOST_ENLARGED + 0.01).map(({ times }) => ({
    check: "enlarged",
    at: start / FPS,
    what: `a picture is enlarged ${times.toFixed(1)} times`
  }))
