import { actionCalls, lookingCalls } from "@callsheet/domain/Action"
import { callFacts } from "@callsheet/domain/api/Api"
import { describe, expect, it } from "@effect/vitest"

describe("The facts of the calls", () => {
  it("say in a line of their own what each call does", () => {
    const summaries = callFacts.map(({ summary }) => summary)
    expect(new Set(summaries).size).toBe(callFacts.length)
    for (const summary of summaries) expect(summary).toMatch(/^[A-Z][^.\n]{8,80}$/)
  })

  it("group each call under the first part of its name, and derive its path from the name", () => {
    for (const { name, noun, path } of callFacts) {
      expect(name).toMatch(/^[a-z]+\.[a-zA-Z]+$/)
      expect(name.startsWith(`${noun}.`)).toBe(true)
      expect(path).toBe(`/api/v1/${name.replace(".", "/")}`)
    }
  })

  it("name somebody who keeps the answer of every change, and of no call that only reads", () => {
    for (const { answer, effect } of callFacts) expect(answer === "none").toBe(effect === "read")
  })

  it("open no change to viewers, but for their own sessions", () => {
    for (const { effect, name, noun, roles } of callFacts) {
      expect(roles, name).not.toEqual([])
      if (effect === "change" && noun !== "session") expect(roles, name).not.toContain("viewer")
    }
  })

  it("include every call that is proposed as a next step", () => {
    expect(callFacts.map(({ name }) => name)).toEqual(expect.arrayContaining([...actionCalls]))
    const reads = callFacts.filter(({ effect }) => effect === "read").map(({ name }) => name)
    expect([...lookingCalls].toSorted()).toEqual(actionCalls.filter((call) => reads.includes(call)).toSorted())
  })
})
