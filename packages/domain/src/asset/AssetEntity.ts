import { actorEntity } from "../ActorEntity.ts"
import { AssetCommand } from "./AssetCommand.ts"
import { AssetError } from "./AssetError.ts"
import { AssetView } from "./AssetView.ts"

export const AssetEntity = actorEntity("Asset", { command: AssetCommand, answer: AssetView, error: AssetError })
