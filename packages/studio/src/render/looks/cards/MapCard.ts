import type { Shows } from "@callsheet/domain/asset/Shows"
import { mix, readable } from "@callsheet/domain/org/Colour"
import { type Area, fill, type Paint, pathOf, polygon, polyline, rect } from "../../paint/Paint.ts"
import type { Drawing } from "../../picture/Ass.ts"
import { circle, roundRect } from "../../text/Outline.ts"
import { drawOn, partOf, type Point, POP } from "../Draw.ts"
import { labelDrawings, labelText, setLabel } from "../Label.ts"
import type { ReadText, VisualEvent } from "../Shot.ts"
import { type CardOf, spread } from "../Visual.ts"
import { countries, type PlaceOnMap } from "./Land.ts"

type MapShown = Extract<Shows, { kind: "map" }>

const mercator = ([longitude, latitude]: PlaceOnMap): Point => [
  (longitude * Math.PI) / 180,
  -Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360))
]

/** Shows at least this many degrees, in radians, so that one place alone still has a coast around it. */
const LEAST_SPAN = 0.09

/** Puts the places into the middle of the area, with room for their names. */
const projectionOf = ({ places }: MapShown, [left, top, width, height]: Area) => {
  const points = places.map(({ latitude, longitude }) => mercator([longitude, latitude]))
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const [centreX, centreY] = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2]
  const scale = Math.min(
    (width * 0.62) / Math.max(LEAST_SPAN, Math.max(...xs) - Math.min(...xs)),
    (height * 0.52) / Math.max(LEAST_SPAN, Math.max(...ys) - Math.min(...ys))
  )
  return (place: PlaceOnMap): Point => {
    const [x, y] = mercator(place)
    return [left + width / 2 + (x - centreX) * scale, top + height / 2 + (y - centreY) * scale]
  }
}

export interface MapColours {
  readonly sea: string
  readonly land: string
  readonly coast: string
}

/** Sea, land and coasts of what the area shows. Country borders are not drawn: many are disputed. */
const mapPaints = (shows: MapShown, area: Area, colours: MapColours): ReadonlyArray<Paint> => {
  const [left, top, width, height] = area
  const project = projectionOf(shows, area)
  const rings = countries().flatMap((ring) => {
    const points = ring.map(([longitude, latitude]) => project([longitude, Math.max(-82, Math.min(82, latitude))]))
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
    const isSeen = Math.max(...xs) > left - 60 && Math.min(...xs) < left + width + 60 && Math.max(...ys) > top - 60 &&
      Math.min(...ys) < top + height + 60
    // A country across the date line would be drawn as a stripe around the world.
    const isWhole = Math.max(...ring.map(([x]) => x)) - Math.min(...ring.map(([x]) => x)) < 180
    if (!isSeen || !isWhole) return []
    // Far corners would fill the frame at large scales; the clip cuts what is left.
    return [
      points.filter(([x, y], index) =>
        index % 2 === 0 || (x > left - 200 && x < left + width + 200 && y > top - 200 && y < top + height + 200)
      )
    ]
  })
  const stripes = Array.from({ length: Math.ceil((width + height) / 46) }, (_, index): Paint => ({
    op: "stroke",
    path: polyline([[left - height + index * 46, top + height], [left + index * 46, top]]),
    colour: mix(colours.sea, "#FFFFFF", 0.07),
    width: 2
  }))
  const land = rings.map(polygon).join("")
  return [{
    op: "clip",
    path: pathOf(roundRect(left, top, width, height, 0)),
    paints: [
      rect(left, top, width, height, colours.sea),
      ...stripes,
      { op: "moved", by: [10, 14], paints: [fill(land, mix(colours.sea, "#000000", 0.35))] },
      { op: "stroke", path: land, colour: colours.coast, width: 7 },
      fill(land, colours.land),
      { op: "grain", area, opacity: 0.1 }
    ]
  }]
}

/** Places on a map, named one after the other; joined by a line that is drawn from the first to the last. */
export const mapCard: CardOf<"map"> = (shows, request) => {
  const { area, frames, isHook, part, setter, tone, words } = request
  const [left, top, width, height] = area
  const isDark = readable(tone.ground, ["#FFFFFF"]) === "#FFFFFF"
  const colours: MapColours = isDark
    ? { sea: mix(tone.ground, "#0F2B46", 0.5), land: "#E9DCC0", coast: "#B9A77F" }
    : { sea: "#0F2B46", land: "#E9DCC0", coast: "#B9A77F" }
  const project = projectionOf(shows, area)
  const points = shows.places.map(({ latitude, longitude }) => project([longitude, latitude]))
  const isRoute = shows.route === true && points.length > 1
  const drawn = part > 0 ? 1 : Math.min(28, Math.max(14, Math.round(frames * 0.4)))
  const times = part > 0 || isHook
    ? points.map((_, index) => (part > 0 ? 0 : index * 3))
    : isRoute
    ? points.map((_, index) => 2 + Math.round((drawn * index) / Math.max(1, points.length - 1)))
    : spread(points.length, words, frames)
  const drawings: Array<Drawing> = []
  const texts: Array<ReadText> = []
  const events: Array<VisualEvent> = []
  if (isRoute) {
    const pen = { at: part > 0 ? 0 : 2, frames: drawn, to: frames }
    drawings.push(
      ...drawOn(points, { ...pen, layer: 10, colour: "#FFFFFF", width: 30 }),
      ...drawOn(points, { ...pen, layer: 11, colour: "#E5231B", width: 16 })
    )
    events.push({ frame: pen.at, kind: "whoosh" })
  }
  const taken: Array<{ readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }> =
    []
  const onRoute = isRoute ? Array.from({ length: 40 }, (_, step) => partOf(points, step / 39).at(-1) ?? [0, 0]) : []
  shows.places.forEach(({ name }, index) => {
    const [x, y] = points[index] ?? [0, 0]
    const from = times[index] ?? 0
    const pin = { from, to: frames, motion: POP }
    drawings.push({ ...pin, layer: 12, outline: circle(x, y, 28), fill: "#10131A" }, {
      ...pin,
      layer: 13,
      outline: circle(x, y, 17),
      fill: index === points.length - 1 ? "#FF3B30" : "#FFFFFF"
    })
    const wide = setter.set(name, 62, "sans").advance + 52
    const choices = [[-wide / 2, -128], [-wide / 2, 44], [44, -43], [-wide - 44, -43]] as const
    const boxes = choices.map(([dx, dy]) => {
      const boxLeft = Math.max(left + 64, Math.min(left + width - wide - 64, x + dx))
      return { left: boxLeft, right: boxLeft + wide, top: y + dy, bottom: y + dy + 86 }
    })
    const covers = (a: typeof boxes[number], b: typeof boxes[number]) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    const isInside = (one: typeof boxes[number]) =>
      !taken.some((other) => covers(one, other)) && one.top > top + 230 - Math.min(230, top) &&
      one.bottom < top + height - 40
    // A name does not lie on the route, if it has another place.
    const box = boxes.find((one) =>
      isInside(one) && !onRoute.some(([routeX, routeY]) =>
        routeX > one.left && routeX < one.right && routeY > one.top && routeY < one.bottom
      )
    ) ?? boxes.find(isInside) ?? boxes[0]
    if (box === undefined) {
      return
    }
    taken.push(box, { left: x - 30, right: x + 30, top: y - 30, bottom: y + 30 })
    const text = setLabel(name, {
      ...box,
      left: box.left + 22,
      right: box.right - 22,
      face: "sans",
      most: 62,
      least: 44,
      align: "centre",
      anchor: "middle"
    }, setter)
    drawings.push(
      { ...pin, layer: 14, outline: roundRect(box.left, box.top, wide, 86, 18), fill: "#10131A" },
      ...labelDrawings(text, { ...pin, layer: 15, fill: "#FFFFFF" })
    )
    texts.push(labelText(text, "#FFFFFF", from + 6, frames))
    if (from > 0) {
      events.push({ frame: from, kind: "pop" })
    }
  })
  return { paints: mapPaints(shows, area, colours), sprites: [], drawings, texts, events, kind: "map" }
}
