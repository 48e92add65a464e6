import { type Paint, rect } from "../paint/Paint.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { type Inks, photoPaint } from "./Photo.ts"
import type { FoundPicture, Plate, StagedScene } from "./Shot.ts"

/** Width of a plate that drifts two pixels a frame through the whole shot. */
export const plateWidth = (frames: number): number => WIDTH + 2 * frames + 4

/** Plates take turns in their direction. */
const driftOf = ({ index }: StagedScene): -2 | 2 => index % 2 === 0 ? 2 : -2

export const plateOf = (scene: StagedScene, paints: (width: number) => ReadonlyArray<Paint>): Plate => {
  const width = plateWidth(scene.frames)
  return { picture: { width, height: HEIGHT, paints: paints(width) }, drift: driftOf(scene) }
}

/** One colour with printed dots that grow towards the foot. */
export const dotted = (
  ground: string,
  dots: string,
  shape: { readonly from?: number; readonly to?: number; readonly cell?: number; readonly most?: number } = {}
) =>
(width: number): ReadonlyArray<Paint> => [
  rect(0, 0, width, HEIGHT, ground),
  {
    op: "dots",
    area: [0, 0, width, HEIGHT],
    colour: dots,
    cell: shape.cell ?? 26,
    from: shape.from ?? 0.42,
    to: shape.to ?? 1,
    ...(shape.most === undefined ? {} : { most: shape.most })
  },
  { op: "grain", area: [0, 0, width, HEIGHT], opacity: 0.09 }
]

/** A photo over the whole frame, darkened at both ends. Later pieces of a line look closer. */
export const photographed =
  (picture: FoundPicture, inks: Inks, scene: StagedScene) => (width: number): ReadonlyArray<Paint> => [
    photoPaint(picture, [0, 0, width, HEIGHT], inks, {
      zoom: (scene.again ? 1.5 : 1) + 0.32 * (scene.part % 2),
      print: scene.again
    }),
    { op: "shade", area: [0, 0, width, HEIGHT], colour: "#120604", top: 0.5, bottom: 0.6 },
    { op: "grain", area: [0, 0, width, HEIGHT], opacity: 0.1 }
  ]
