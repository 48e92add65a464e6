import { english } from "./English.ts"
import { french } from "./French.ts"
import { german } from "./German.ts"
import { spanish } from "./Spanish.ts"
import type { Tongue } from "./Tongue.ts"

/** The languages in which scripts are written from notes. */
const tongues: ReadonlyArray<Tongue> = [english, german, spanish, french]

export const tongueFor = (language: string): Tongue | undefined =>
  tongues.find((tongue) => tongue.language === language.toLowerCase().split("-")[0])
