import { Either, Schema } from "effect"
import type { Provenance } from "./asset/Media.ts"
import { never } from "./Failure.ts"

/**
 * Whether TikTok's label "AI-generated" is due. Sound and picture that a machine made in place of a voice, a camera or a
 * musician need it, one such part among many is enough; words do not, no matter who wrote them (TikTok's AI content policy as
 * reviewed in May 2026).
 */
export const aiLabelDue = (provenance: ReadonlyArray<Pick<Provenance, "stage" | "synthetic">>): boolean =>
  provenance.some(({ stage, synthetic }) => synthetic && stage !== "script")

/** A person asked for the opposite of what the video's making demands. Labelling what no machine made misleads as well. */
export class AiLabelContradiction extends Schema.TaggedError<AiLabelContradiction>()("AiLabelContradiction", {
  wanted: Schema.Boolean,
  synthetic: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.wanted
      ? "The label \"AI-generated\" was asked for, but neither voice, picture nor music of this video was made by a machine."
      : `The label "AI-generated" cannot be left out: made by a machine are ${this.synthetic.join(" and ")}.`
  }
  get remedy() {
    return "Leave the label to be derived from how the video was made, or make it with other means."
  }
  get retry() {
    return never
  }
}

/** The label that goes on the wire. `wanted` is a person's explicit setting, if there is one. */
export const resolveAiLabel = (
  provenance: ReadonlyArray<Provenance>,
  wanted?: boolean
): Either.Either<boolean, AiLabelContradiction> => {
  const due = aiLabelDue(provenance)
  if (wanted === undefined || wanted === due) return Either.right(due)
  const synthetic = provenance.flatMap(({ engine, stage, synthetic }) =>
    synthetic && stage !== "script" ? [`${stage} (${engine})`] : []
  )
  return Either.left(new AiLabelContradiction({ wanted, synthetic }))
}
