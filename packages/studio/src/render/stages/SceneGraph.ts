import { options } from "../Ffmpeg.ts"
import { PUNCH_FRAMES } from "../looks/Entrances.ts"
import type { Clip, Plate, Shot, Sprite } from "../looks/Shot.ts"
import { FPS, HEIGHT, WIDTH } from "../picture/Frame.ts"

/** Files of a scene in its own folder. */
export const PLATE = "plate.rgba"
export const spriteFile = (index: number): string => `sprite${index}.rgba`
export const ASS = "segment.ass"

/** Everything between the painted files and the encoder. Inputs are named from the scene's folder. */
export interface SceneGraph {
  readonly inputs: ReadonlyArray<string>
  readonly graph: string
}

const TAGGED = "range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
/** Colours are tagged where they enter, or ffmpeg 7 converts them. Frames are numbered: looped inputs start over. */
const NUMBERED = `settb=1/${FPS},setpts=N`

const raw = (width: number, height: number, file: string): ReadonlyArray<string> => [
  // One thread for each input: what waits in queues is memory.
  ...options(`-threads 1 -f rawvideo -pix_fmt rgba -video_size ${width}x${height} -framerate ${FPS} -i`),
  file
]

/** Where a drifting plate starts, so that it never runs out. */
export const plateStart = ({ drift, picture }: Plate): number => drift < 0 ? picture.width - WIDTH - 2 : 0

const plateFilter = ({ drift, picture }: Plate, from: number): string => {
  const moves = picture.width > WIDTH
    ? `,crop=${WIDTH}:${HEIGHT}:x='${plateStart({ drift, picture }) + drift * from}+${drift}*n':y=0`
    : ""
  return `[0:v]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=${TAGGED},` +
    `loop=loop=-1:size=1:start=0,${NUMBERED}${moves}[b0]`
}

/** As `expo` comes down from `by` larger. In the last of its frames the plate has landed, and is not enlarged. */
const punchFilters = (by: number): ReadonlyArray<string> => {
  const even = (side: number) => `2*trunc(${side / 2}*(1+${by}*pow(2,-10*(n+1)/${PUNCH_FRAMES})))`
  const [width, height] = [even(WIDTH), even(HEIGHT)]
  return [
    `[b0]split[still][falling]`,
    `[falling]trim=end_frame=${PUNCH_FRAMES - 1},scale=w='${width}':h='${height}':eval=frame:flags=bilinear,` +
    `crop=${WIDTH}:${HEIGHT}:x='(${width}-${WIDTH})/2':y='(${height}-${HEIGHT})/2'[p]`,
    `[still][p]overlay=0:0:format=yuv420:eof_action=pass:enable='lt(n,${PUNCH_FRAMES - 1})'[b1]`
  ]
}

const clipFilter = `[0:v]fps=${FPS},${NUMBERED},scale=${WIDTH}:${HEIGHT}:force_original_aspect_ratio=increase:` +
  `out_color_matrix=bt709:out_range=tv,crop=${WIDTH}:${HEIGHT},format=yuv420p,setparams=${TAGGED},setsar=1[b0]`

/** Quartic: quick, then settling. */
const eased = (from: number, at: number, frames: number) =>
  from === 0 ? "" : `+${from}*pow(1-min(max((n-${at})/${frames},0),1),4)`
const leaving = (by: number, at: number, frames: number) => by === 0 ? "" : `+${by}*pow(max((n-${at})/${frames},0),2.2)`

const placeOf = ({ at, bob, enter, leave, velocity = [0, 0], x, y }: Sprite): readonly [string, string] => {
  const slide = enter.kind === "slide" ? enter : { frames: 1, dx: 0, dy: 0 }
  const gone = leave ?? { at: 0, frames: 1, dx: 0, dy: 0 }
  const constant = (v: number) => v === 0 ? "" : `+${v}*n`
  return [
    `${x}${eased(slide.dx, at, slide.frames)}${constant(velocity[0])}${leaving(gone.dx, gone.at, gone.frames)}`,
    `${y}${eased(slide.dy, at, slide.frames)}${constant(velocity[1])}${leaving(gone.dy, gone.at, gone.frames)}` +
    (bob === undefined ? "" : `+${bob.by}*sin(n*${(6.2832 / bob.period).toFixed(4)})`)
  ]
}

const spriteFilters = (sprite: Sprite, frames: number, input: number, layer: number): ReadonlyArray<string> => {
  const [x, y] = placeOf(sprite)
  const until = sprite.until ?? frames
  const when = sprite.at > 0 || until < frames ? `:enable='between(n,${sprite.at},${until - 1})'` : ""
  return [
    `[${input}:v]scale=out_color_matrix=bt709:out_range=tv,format=yuva420p,settb=1/${FPS},setpts=N+${sprite.at}[s${layer}]`,
    `[b${layer}][s${layer}]overlay=x='${x}':y='${y}':format=yuv420:eof_action=repeat${when}[b${layer + 1}]`
  ]
}

/** The background of a shot that shows a clip is that clip, from its beginning, as often as it takes. */
const clipInput = ({ path }: Clip): ReadonlyArray<string> => [...options("-threads 1 -stream_loop -1 -i"), path]

/** `from`: the first frame of the shot that is drawn, where only a part of it is. Its sprites are placed for it already. */
export const sceneGraph = (shot: Shot, from = 0): SceneGraph => {
  const { clip, drawings, frames, plate, punch, sprites } = shot
  const inputs = [...(clip === null ? raw(plate.picture.width, plate.picture.height, PLATE) : clipInput(clip))]
  const filters = [clip === null ? plateFilter(plate, from) : clipFilter]
  let [input, layer] = [1, 0]
  if (punch > 0 && clip === null) {
    filters.push(...punchFilters(punch))
    layer++
  }
  sprites.forEach((sprite, index) => {
    inputs.push(...raw(sprite.picture.width, sprite.picture.height, spriteFile(index)))
    filters.push(...spriteFilters(sprite, frames, input, layer))
    input++
    layer++
  })
  const late = from === 0 ? "" : `setpts=PTS+${from},`
  const words = drawings.length === 0 ? "" : `${late}setparams=colorspace=smpte170m,ass=${ASS},`
  filters.push(`[b${layer}]setsar=1,${words}setparams=${TAGGED}[v]`)
  return { inputs, graph: filters.join(";") }
}
