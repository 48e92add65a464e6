import type { Words } from "../Text.ts"

export const release: Words["release"] = {}
