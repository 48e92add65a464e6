export { birthCommit } from "./NextStep.ts"
