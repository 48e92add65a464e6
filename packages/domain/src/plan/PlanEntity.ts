import { actorEntity } from "../ActorEntity.ts"
import { PlanCommand } from "./PlanCommand.ts"
import { PlanError } from "./PlanError.ts"
import { PlanView } from "./PlanView.ts"

export const PlanEntity = actorEntity("Plan", { command: PlanCommand, answer: PlanView, error: PlanError })
