import { Schema } from "effect"

/** What a key may do in its org. Which calls are open to which roles stands with each call. */
export const Role = Schema.Literal("owner", "editor", "approver", "viewer")
export type Role = typeof Role.Type

export const everyone: ReadonlyArray<Role> = ["owner", "editor", "approver", "viewer"]
/** Those who fill the calendar. */
export const planners: ReadonlyArray<Role> = ["owner", "editor"]
/** Those who may let an idea or a finished video pass. */
export const approvers: ReadonlyArray<Role> = ["owner", "approver"]
/** Everyone who works on plans, in either role. */
export const staff: ReadonlyArray<Role> = ["owner", "editor", "approver"]
export const owners: ReadonlyArray<Role> = ["owner"]
