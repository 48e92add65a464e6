import { t } from "../text/Text.ts"
import { inVideo } from "./Script.ts"

export interface Mark {
  readonly atMillis: number
  readonly who: string
  readonly text: string
}

/** So many places side by side can each be hit by a thumb on the narrowest phone. */
const PLACES = 10

/** The length of a video as a bar, with the comments where they are about; a place leads to its moment. */
export const Marks = (props: {
  readonly marks: ReadonlyArray<Mark>
  readonly millis: number
  readonly seek: (millis: number) => void
}) => {
  const { marks, millis, seek } = props
  if (marks.length === 0 || millis <= 0) return null
  const places = Array.from(
    { length: PLACES },
    (_, place) => marks.filter(({ atMillis }) => Math.min(PLACES - 1, Math.floor(atMillis / millis * PLACES)) === place)
  )
  return (
    <div class="marks" role="group" aria-label={t.review.marks}>
      {places.map((here, place) => {
        const [first] = here
        return first === undefined
          ? <i key={place} aria-hidden="true" />
          : (
            <button
              key={place}
              type="button"
              aria-label={t.review.markAt(here.length, inVideo(first.atMillis), here.map(({ who }) => who).join(", "))}
              title={here.map(({ atMillis, text, who }) => `${inVideo(atMillis)} ${who}: ${text}`).join("\n")}
              onClick={() => seek(first.atMillis)}
            >
              {here.length}
            </button>
          )
      })}
    </div>
  )
}
