import { Schema } from "effect"
import { OrgId } from "../Ids.ts"

/** What a key of an org may do in its org. Which calls are open to which roles stands with each call. */
export const OrgRole = Schema.Literal("owner", "editor", "approver", "viewer")
export type OrgRole = typeof OrgRole.Type

/** The roles of orgs, and the operator's: who runs the installation belongs to no org and sees none of their work. */
export const Role = Schema.Literal(...OrgRole.literals, "operator")
export type Role = typeof Role.Type

/** Where operator keys belong instead of an org. No org has this id: ids carry the moment of their birth. */
export const INSTALLATION = OrgId.make(`org_${"0".repeat(26)}`)

export const everyone: ReadonlyArray<Role> = ["owner", "editor", "approver", "viewer"]
/** Those who fill the calendar. */
export const planners: ReadonlyArray<Role> = ["owner", "editor"]
/** Those who may let an idea or a finished video pass. */
export const approvers: ReadonlyArray<Role> = ["owner", "approver"]
/** Everyone who works on plans, in either role. */
export const staff: ReadonlyArray<Role> = ["owner", "editor", "approver"]
export const owners: ReadonlyArray<Role> = ["owner"]
/** Those who run the installation. Their keys are made where the database is. */
export const operators: ReadonlyArray<Role> = ["operator"]
/** Every key, of an org or of the installation. */
export const everyKey: ReadonlyArray<Role> = [...everyone, ...operators]
/** Those who may see and revoke the keys beside their own. */
export const keyHolders: ReadonlyArray<Role> = [...owners, ...operators]
