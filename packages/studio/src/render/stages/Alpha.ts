/**
 * From the same drawing on black (upper half) and on white (lower half), three bytes a pixel, the drawing itself with straight
 * opacity, four bytes a pixel. Where the two agree the drawing covers; where they differ by all of white there is nothing.
 */
export const solveAlpha = (both: Uint8Array): Uint8Array => {
  const half = both.length / 2
  const pixels = half / 3
  const picture = new Uint8Array(pixels * 4)
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * 3
    let opacity = 0
    for (let channel = 0; channel < 3; channel++) {
      const black = both[from + channel] ?? 0
      const white = both[half + from + channel] ?? 0
      opacity = Math.max(opacity, 255 - (white - black))
    }
    opacity = Math.min(255, opacity)
    if (opacity === 0) continue
    for (let channel = 0; channel < 3; channel++) {
      picture[pixel * 4 + channel] = Math.min(255, Math.round(((both[from + channel] ?? 0) * 255) / opacity))
    }
    picture[pixel * 4 + 3] = opacity
  }
  return picture
}
