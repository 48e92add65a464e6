/** Frames a second; every time in a picture is a whole number of frames. */
export const FPS = 30
/** Pixels. */
export const WIDTH = 1080
export const HEIGHT = 1920

/** Inside this nothing of TikTok's own lies on top: tabs above, caption and sound below. */
export const SAFE = { left: 64, right: 1016, top: 220, bottom: 1440 } as const
