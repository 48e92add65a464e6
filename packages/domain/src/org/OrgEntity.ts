import { actorEntity } from "../ActorEntity.ts"
import { OrgCommand } from "./OrgCommand.ts"
import { OrgError } from "./OrgError.ts"
import { OrgView } from "./OrgView.ts"

export const OrgEntity = actorEntity("Org", { command: OrgCommand, answer: OrgView, error: OrgError })
