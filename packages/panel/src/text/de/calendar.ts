import type { Words } from "../Text.ts"

export const calendar: Words["calendar"] = {}
