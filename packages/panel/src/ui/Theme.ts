export const themes = ["system", "light", "dark"] as const
export type Theme = typeof themes[number]

const KEPT_AS = "callsheet.theme"

export const theme = (): Theme => themes.find((one) => one === localStorage.getItem(KEPT_AS)) ?? "system"

/** `?theme=dark` on an address overrides it, for pictures. */
export const applyTheme = () => {
  const asked = new URLSearchParams(location.search).get("theme") ?? theme()
  if (asked === "light" || asked === "dark") document.documentElement.dataset["theme"] = asked
  else delete document.documentElement.dataset["theme"]
}

export const chooseTheme = (next: Theme) => {
  localStorage.setItem(KEPT_AS, next)
  applyTheme()
}
