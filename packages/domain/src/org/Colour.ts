const channels = (hex: string): readonly [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** Whole frames are looked at pixel by pixel, and a power for each is dear. */
const LINEAR = Float64Array.from({ length: 256 }, (_, channel) => {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
})
const linear = (channel: number): number => LINEAR[channel] ?? 0

/** Relative luminance by WCAG, from three channels of 0 to 255. */
export const luminance = (r: number, g: number, b: number): number =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)

export const luminanceOf = (hex: string): number => luminance(...channels(hex))

/** Contrast of two luminances by WCAG: 1 to 21. */
export const ratio = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)

export const contrast = (a: string, b: string): number => ratio(luminanceOf(a), luminanceOf(b))

export const mix = (a: string, b: string, part: number): string => {
  const [first, second] = [channels(a), channels(b)]
  const mixed = first.map((channel, index) => Math.round(channel + ((second[index] ?? 0) - channel) * part))
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("").toUpperCase()}`
}

/** The first colour that can be read on the ground; else black or white, whichever is clearer. */
export const readable = (ground: string, wishes: ReadonlyArray<string>, least = 4.5): string =>
  wishes.find((wish) => contrast(wish, ground) >= least) ??
    (contrast("#0B0B0E", ground) >= contrast("#FFFFFF", ground) ? "#0B0B0E" : "#FFFFFF")

/** A colour of a look, brought towards black or white until it can be read on the ground. */
export const strengthened = (colour: string, ground: string, least = 4.5): string => {
  const towards = luminanceOf(ground) > 0.18 ? "#000000" : "#FFFFFF"
  for (let part = 0; part <= 1; part += 0.05) {
    const tried = mix(colour, towards, part)
    if (contrast(tried, ground) >= least) return tried
  }
  return towards
}
