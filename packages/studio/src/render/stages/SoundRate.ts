/** Samples a second. A frame of video is 1,600 of them, so picture and sound end together to the sample. */
export const SOUND_RATE = 48_000
