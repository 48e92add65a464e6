import { Provenance } from "@callsheet/domain/asset/Media"
import { scenesOf } from "@callsheet/domain/asset/Scenes"
import type { Script } from "@callsheet/domain/asset/Script"
import { Effect } from "effect"
import type { FoundPicture } from "../looks/Shot.ts"
import { type PictureOrigin, Pictures } from "./Pictures.ts"
import { wishOf } from "./Wishes.ts"

export interface FoundPictures {
  /** By line of the script. */
  readonly pictures: ReadonlyMap<number, FoundPicture>
  /** Where each picture lies, by its id. */
  readonly paths: ReadonlyMap<string, string>
  /** `sizes` says of a picture, by its id, how it had to be enlarged. */
  readonly provenance: (sizes: ReadonlyMap<string, string>) => ReadonlyArray<Provenance>
}

const noteOf = ({ address, author, licence }: PictureOrigin, line: number, size: string | undefined): string =>
  [`line ${line + 1}`, licence, author, address, size ?? ""].filter((part) => part !== null && part !== "").join(", ")

/** The pictures that a script's lines show, one after the other: none twice. */
export const findPictures = Effect.fn("Render.pictures")(function*(script: Script) {
  const finder = yield* Pictures
  const pictures = new Map<number, FoundPicture>()
  const notes: Array<(sizes: ReadonlyMap<string, string>) => Provenance> = []
  for (const [line, scene] of scenesOf(script).entries()) {
    const { shows } = scene
    const derived = shows.kind === "text" && finder.stocked === true
      ? wishOf(scene, script.title, script.language)
      : null
    if (shows.kind !== "picture" && derived === null) continue
    const taken = [...pictures.values()].map(({ id }) => id)
    const answer = yield* finder.find({
      shows: shows.kind === "picture" ? shows : { kind: "picture", wish: derived ?? "" },
      language: script.language,
      taken,
      derived: derived !== null
    })
    if (answer.found === null) {
      const note = `line ${line + 1}: ${answer.reason}; a drawing of the look instead`
      notes.push(() => new Provenance({ stage: "picture", engine: "Callsheet looks", synthetic: false, note }))
      continue
    }
    pictures.set(line, answer.found)
    const { found, origin } = answer
    notes.push((sizes) =>
      new Provenance({
        stage: "picture",
        engine: origin.source,
        synthetic: origin.synthetic,
        note: noteOf(origin, line, sizes.get(found.id))
      })
    )
  }
  return {
    pictures,
    paths: new Map([...pictures.values()].map(({ id, path }) => [id, path])),
    provenance: (sizes) => notes.map((note) => note(sizes))
  } satisfies FoundPictures
})
