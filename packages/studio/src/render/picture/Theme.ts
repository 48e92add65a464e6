/** Four lights that wander over a dark ground. `seed` varies their paths. */
export interface Lights {
  readonly ground: string
  readonly lights: ReadonlyArray<string>
  readonly seed: number
}

/** The colours of a video, as #RRGGBB. Segments take turns with `backgrounds`. */
export interface Theme {
  readonly accent: string
  /** Text on the accent. */
  readonly ink: string
  readonly panel: string
  readonly outline: string
  readonly shadow: string
  readonly backgrounds: readonly [Lights, ...ReadonlyArray<Lights>]
}

export type ThemeName = "midnight"

export const themes: { readonly [N in ThemeName]: Theme } = {
  midnight: {
    accent: "#FFD60A",
    ink: "#14101F",
    panel: "#0B0820",
    outline: "#0A0818",
    shadow: "#05040F",
    backgrounds: [
      { ground: "#0B0820", lights: ["#4A1FE0", "#C2188B", "#0A7BD6", "#1A0B4A"], seed: 0 },
      { ground: "#07131F", lights: ["#0FA3A3", "#1456D9", "#6B2BE8", "#04263A"], seed: 1 },
      { ground: "#1A0714", lights: ["#E0344B", "#F2792B", "#7A1FD1", "#3A0A2E"], seed: 2 }
    ]
  }
}
