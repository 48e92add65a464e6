import { callFacts, type CallName } from "@callsheet/domain/api/Api"
import type { Role } from "@callsheet/domain/api/Role"
import { t } from "../text/Text.ts"
import { state } from "./Live.ts"

const rolesOf = new Map<string, ReadonlyArray<Role>>(callFacts.map(({ name, roles }) => [name, roles]))

/** A newer server may propose a call that this page does not know. */
export const isCall = (call: string): call is CallName => rolesOf.has(call)

/** Who may make a call, as the contract says it. */
const whoMay = (call: CallName): ReadonlyArray<Role> => rolesOf.get(call) ?? []

/** Who may make a call, in words: "owners and planners". */
export const whoMaySay = (call: CallName): string => t.shell.anyOf(whoMay(call).map((role) => t.shell.roleNames[role]))

/** What may not be called is not offered; the server refuses it too. */
export const may = (call: CallName): boolean => whoMay(call).some((role) => role === state.me?.role)

export const mayOpen = (roles: ReadonlyArray<Role>): boolean => roles.some((role) => role === state.me?.role)
