import { callFacts, type CallName } from "@callsheet/domain/api/Api"
import type { Role } from "@callsheet/domain/api/Role"
import { state } from "./Live.ts"

const rolesOf = new Map<string, ReadonlyArray<Role>>(callFacts.map(({ name, roles }) => [name, roles]))

/** A newer server may propose a call that this page does not know. */
export const isCall = (call: string): call is CallName => rolesOf.has(call)

/** Who may make a call, as the contract says it. */
export const whoMay = (call: CallName): ReadonlyArray<Role> => rolesOf.get(call) ?? []

/** What may not be called is not offered; the server refuses it too. */
export const may = (call: CallName): boolean => whoMay(call).some((role) => role === state.me?.role)

export const mayOpen = (roles: ReadonlyArray<Role>): boolean => roles.some((role) => role === state.me?.role)
