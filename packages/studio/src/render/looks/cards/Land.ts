import { readFileSync } from "node:fs"
import { brotliDecompressSync } from "node:zlib"
import { asset } from "../../../Assets.ts"

/** Degrees. */
export type PlaceOnMap = readonly [longitude: number, latitude: number]
export type Ring = ReadonlyArray<PlaceOnMap>

type Arcs = ReadonlyArray<number>
interface Topology {
  readonly transform: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] }
  readonly arcs: ReadonlyArray<ReadonlyArray<readonly [number, number]>>
  readonly objects: {
    readonly countries: {
      readonly geometries: ReadonlyArray<
        | { readonly type: "Polygon"; readonly arcs: ReadonlyArray<Arcs> }
        | { readonly type: "MultiPolygon"; readonly arcs: ReadonlyArray<ReadonlyArray<Arcs>> }
        | { readonly type: null }
      >
    }
  }
}

const read = (): ReadonlyArray<Ring> => {
  const file = brotliDecompressSync(readFileSync(asset("map", "countries-50m.json.br"))).toString("utf8")
  const { arcs, objects, transform } = JSON.parse(file) as Topology
  const lines = arcs.map((arc) => {
    let [x, y] = [0, 0]
    return arc.map(([dx, dy]): PlaceOnMap => {
      x += dx
      y += dy
      return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]]
    })
  })
  /** A negative number is an arc run backwards. */
  const ringOf = (indices: Arcs): Ring =>
    indices.flatMap((index) => index < 0 ? (lines[~index] ?? []).toReversed() : lines[index] ?? [])
  return objects.countries.geometries.flatMap((geometry) =>
    geometry.type === "Polygon"
      ? geometry.arcs.map(ringOf)
      : geometry.type === "MultiPolygon"
      ? geometry.arcs.flatMap((polygon) => polygon.map(ringOf))
      : []
  )
}

let known: ReadonlyArray<Ring> | null = null

/** The outlines of all countries. Read with the first map and kept: maps come in rows. */
export const countries = (): ReadonlyArray<Ring> => (known ??= read())
