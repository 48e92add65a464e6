export const slot = {
  move: (topic: string) => `Move “${topic}”`,
  doMove: "Move",
  day: "Day",
  time: "Time",
  nextFree: "Take the next free slot",
  cannot: "This slot cannot be met.",
  nearest: (time: string) => `Take ${time}`,
  twice: (time: string) => `${time} comes twice that night: the first or the second?`,
  first: "The first",
  second: "The second",
  never: "This time does not exist.",
  neverRemedy: "The clocks go forward over it that night. Choose another time."
}

export const newPlan = {
  topic: "Topic",
  notes: "Notes",
  notesWhy: "Without a language model, the script is written from these alone.",
  delivery: "Delivery",
  direct: "Direct post",
  inbox: "Draft in the creator's inbox",
  language: "Language",
  hashtags: "Hashtags",
  add: "Add the plan",
  discard: "Discard",
  missing: "Missing: the topic.",
  slotFirst: "Missing: a slot that can be met.",
  noAccount: "There is no account yet. Connect one first.",
  planned: (topic: string) => `“${topic}” is planned.`,
  nothing: "Nothing was planned.",
  nothingRemedy: "Try it again."
}
