/** Frames a second; every time in a picture is a whole number of frames. */
export const FPS = 30
/** Pixels. */
export const WIDTH = 1080
export const HEIGHT = 1920
