import type { RefObject } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { t } from "../../text/Text.ts"

export interface Frames {
  /** By the scene, as they come. */
  readonly frames: ReadonlyMap<number, HTMLCanvasElement>
  /** There is a video, and nothing is known against reading it. */
  readonly hasVideo: boolean
  /** The place whose coming into view starts the reading. */
  readonly near: RefObject<HTMLOListElement | null>
}

const WIDTH = 96
const HEIGHT = 171
/** A video that says nothing for so long is not waited for. */
const READY_MILLIS = 30_000
/** A frame that does not come in this time is left out. */
const FRAME_MILLIS = 5_000

const seekTo = (video: HTMLVideoElement, seconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), FRAME_MILLIS)
    video.addEventListener("seeked", () => {
      clearTimeout(timer)
      resolve(true)
    }, { once: true })
    video.currentTime = seconds
  })

const isReady = (video: HTMLVideoElement): Promise<boolean> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(false), READY_MILLIS)
    video.addEventListener("loadeddata", () => resolve(true), { once: true })
    video.addEventListener("error", () => resolve(false), { once: true })
  })

const drawn = (video: HTMLVideoElement): HTMLCanvasElement => {
  const canvas = document.createElement("canvas")
  canvas.width = WIDTH
  canvas.height = HEIGHT
  canvas.getContext("2d")?.drawImage(video, 0, 0, WIDTH, HEIGHT)
  return canvas
}

/**
 * A frame of the very video for each moment, one after the other. It is read once the place where they stand comes into view,
 * by a player of its own, so that the one people watch stays where it is.
 */
export const useFrames = (src: string | null, moments: ReadonlyArray<number>): Frames => {
  const near = useRef<HTMLOListElement>(null)
  const [isBroken, setBroken] = useState(false)
  const [frames, setFrames] = useState<ReadonlyMap<number, HTMLCanvasElement>>(new Map())
  const key = moments.map(Math.round).join(" ")
  useEffect(() => {
    setFrames(new Map())
    setBroken(false)
    const place = near.current
    if (src === null || place === null) return
    const video = document.createElement("video")
    let isOver = false
    const read = async () => {
      video.muted = true
      video.preload = "auto"
      video.src = src
      if (!await isReady(video)) {
        if (!isOver) setBroken(true)
        return
      }
      for (const [index, millis] of moments.entries()) {
        if (isOver || !await seekTo(video, millis / 1000) || isOver) return
        const frame = drawn(video)
        setFrames((before) => new Map(before).set(index, frame))
      }
    }
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return
      watch.disconnect()
      void read().finally(() => video.removeAttribute("src"))
    }, { rootMargin: "200px" })
    watch.observe(place)
    return () => {
      isOver = true
      watch.disconnect()
      video.removeAttribute("src")
      video.load()
    }
  }, [src, key])
  return { frames, hasVideo: src !== null && !isBroken, near }
}

/** The picture of a scene; a press plays the video from there, as the time beside it does. */
export const ScenePicture = (props: {
  readonly scene: number
  readonly frame: HTMLCanvasElement | undefined
  readonly seek: () => void
}) => {
  const { frame, scene, seek } = props
  const place = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (frame === undefined) place.current?.replaceChildren()
    else place.current?.replaceChildren(frame)
  }, [frame])
  return (
    <button
      ref={place}
      type="button"
      class="frame"
      tabIndex={-1}
      aria-hidden="true"
      title={t.plan.scenePicture(scene)}
      onClick={seek}
    />
  )
}
