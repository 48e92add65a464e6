import { contrast, mix } from "@callsheet/domain/org/Colour"
import type { Area, Paint } from "../paint/Paint.ts"
import type { FoundPicture, StagedScene } from "./Shot.ts"

/** A picture may be enlarged this much before it is printed as dots instead. */
export const MOST_ENLARGED = 1.5

/** The largest part of the picture with the area's shape, around what matters in it. `zoom` takes a smaller part. */
export const cropOf = ({ focus, height, width }: FoundPicture, [, , areaWidth, areaHeight]: Area, zoom = 1): Area => {
  const scale = Math.max(areaWidth / width, areaHeight / height) * zoom
  const [cropWidth, cropHeight] = [areaWidth / scale, areaHeight / scale]
  const [x, y] = [focus[0] * width - cropWidth / 2, focus[1] * height - cropHeight / 2]
  const inside = (from: number, length: number, whole: number) =>
    Math.round(Math.max(0, Math.min(whole - length, from)))
  return [inside(x, cropWidth, width), inside(y, cropHeight, height), Math.floor(cropWidth), Math.floor(cropHeight)]
}

export interface Inks {
  readonly ink: string
  readonly paper: string
}

/** A photo in an area. A small one is printed in two inks at the frame's own resolution, never blown up. */
export const photoPaint = (
  picture: FoundPicture,
  area: Area,
  inks: Inks,
  options: { readonly zoom?: number; readonly print?: boolean } = {}
): Paint => {
  const { print = false, zoom = 1 } = options
  const crop = cropOf(picture, area, zoom)
  const times = area[2] / Math.max(1, crop[2])
  if (!print && times <= MOST_ENLARGED) return { op: "photo", photo: picture.id, crop, area }
  const dark = contrast(inks.ink, "#FFFFFF") >= contrast(inks.paper, "#FFFFFF")
    ? inks
    : { ink: inks.paper, paper: inks.ink }
  return {
    op: "photo",
    photo: picture.id,
    crop,
    area,
    print: {
      ink: mix(dark.ink, "#000000", 0.25),
      paper: print ? dark.paper : null,
      cell: times > 3 ? 13 : 11,
      gamma: 0.8
    }
  }
}

/** A photo in an area, closer in every second piece of a long line. */
export const steppedPhoto = (
  picture: FoundPicture,
  area: Area,
  inks: Inks,
  { part }: Pick<StagedScene, "part">,
  closer = 0.3
): Paint => photoPaint(picture, area, inks, { zoom: 1 + closer * (part % 2) })
