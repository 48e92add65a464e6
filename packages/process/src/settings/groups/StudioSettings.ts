import { Either } from "effect"
import * as Setting from "../Setting.ts"
import { members } from "./Readers.ts"

const voicePairs = (text: string): Either.Either<ReadonlyMap<string, string>, string> => {
  const pairs = text.split(",").map((pair) => pair.trim()).filter((pair) => pair !== "")
  const read = pairs.map((pair) => /^([a-z]{2,3}(?:-[a-z0-9]+)*)=([a-z0-9_-]+(?::[a-z0-9_-]+)?)$/i.exec(pair))
  const wrong = pairs.find((_, at) => read[at] === null)
  return wrong === undefined
    ? Either.right(
      new Map(read.flatMap((pair) => pair === null ? [] : [[pair[1]?.toLowerCase() ?? "", pair[2] ?? ""]]))
    )
    : Either.left(`expected pairs such as de=thorsten, got ${wrong}`)
}

const voiceSpeed = (text: string): Either.Either<number, string> => {
  const speed = Number(text)
  return text.trim() !== "" && speed >= 0.5 && speed <= 2
    ? Either.right(speed)
    : Either.left(`expected a number from 0.5 to 2, got ${text}`)
}

/** Providers of scripts and voices. */
export const providers = {
  llmUrl: Setting.address({
    name: "CALLSHEET_LLM_URL",
    meaning: "An OpenAI-compatible chat endpoint that writes scripts.",
    fallback: "OpenRouter, where a key and a model are set",
    readBy: ["worker"]
  }),
  llmKey: Setting.secret(
    { name: "CALLSHEET_LLM_KEY", meaning: "Key of the chat endpoint.", readBy: ["worker"] },
    Either.right
  ),
  llmModel: Setting.text({
    name: "CALLSHEET_LLM_MODEL",
    meaning: "The model that writes scripts.",
    fallback: "none: scripts are written by rules, and say so",
    readBy: members
  }),
  ttsUrl: Setting.address({
    name: "CALLSHEET_TTS_URL",
    meaning: "An OpenAI-compatible speech endpoint.",
    fallback: "none: the local voice, else captions without speech",
    readBy: members
  }),
  ttsKey: Setting.secret(
    { name: "CALLSHEET_TTS_KEY", meaning: "Key of the speech endpoint.", readBy: ["worker"] },
    Either.right
  ),
  ttsModel: Setting.textOr({
    name: "CALLSHEET_TTS_MODEL",
    meaning: "The model of the speech endpoint.",
    fallback: "`tts-1`",
    value: "tts-1",
    readBy: ["worker"]
  }),
  ttsVoice: Setting.textOr({
    name: "CALLSHEET_TTS_VOICE",
    meaning: "The voice of the speech endpoint. The local voice goes by the language of a script.",
    fallback: "`alloy`",
    value: "alloy",
    readBy: ["worker"]
  }),
  voices: Setting.custom<ReadonlyMap<string, string>>({
    name: "CALLSHEET_VOICES",
    meaning: "Which installed voice speaks which language. `callsheet voice list` shows the voices.",
    type: "comma-separated pairs, such as `de=thorsten,en=kokoro:af_heart`",
    fallback: "the first installed voice that speaks a script's language",
    value: new Map(),
    readBy: ["worker", "command line"]
  }, voicePairs),
  voiceSpeed: Setting.custom({
    name: "CALLSHEET_VOICE_SPEED",
    meaning: "The pace of installed voices: 1 is a voice's own, 1.2 a fifth faster.",
    type: "number from 0.5 to 2",
    fallback: "`1`",
    value: 1,
    readBy: ["worker", "command line"]
  }, voiceSpeed)
}

/** Where pictures come from that the organisation has not got. */
export const pictures = {
  pexelsKey: Setting.secret(
    { name: "CALLSHEET_PEXELS_KEY", meaning: "Key of Pexels: scenes show its photos and clips.", readBy: ["worker"] },
    Either.right
  ),
  pixabayKey: Setting.secret(
    {
      name: "CALLSHEET_PIXABAY_KEY",
      meaning: "Key of Pixabay, which is asked after Pexels.",
      readBy: ["worker"]
    },
    Either.right
  ),
  coverrKey: Setting.secret(
    { name: "CALLSHEET_COVERR_KEY", meaning: "Key of Coverr, which is asked after Pixabay.", readBy: ["worker"] },
    Either.right
  ),
  imageUrl: Setting.address({
    name: "CALLSHEET_IMAGE_URL",
    meaning: "An OpenAI-compatible endpoint that makes pictures for scenes that ask for one and get none elsewhere.",
    fallback: "none",
    readBy: ["worker"]
  }),
  imageKey: Setting.secret(
    { name: "CALLSHEET_IMAGE_KEY", meaning: "Key of the picture endpoint.", readBy: ["worker"] },
    Either.right
  ),
  imageModel: Setting.textOr({
    name: "CALLSHEET_IMAGE_MODEL",
    meaning: "The model of the picture endpoint.",
    fallback: "`gpt-image-1`",
    value: "gpt-image-1",
    readBy: ["worker"]
  }),
  videoUrl: Setting.address({
    name: "CALLSHEET_VIDEO_URL",
    meaning:
      "An endpoint with OpenAI's form of video jobs (`POST /videos`, `GET /videos/ID`, `/content`). It makes clips for scenes that ask for one and get none elsewhere.",
    fallback: "none",
    readBy: ["worker"]
  }),
  videoKey: Setting.secret(
    { name: "CALLSHEET_VIDEO_KEY", meaning: "Key of the video endpoint.", readBy: ["worker"] },
    Either.right
  ),
  videoModel: Setting.text({
    name: "CALLSHEET_VIDEO_MODEL",
    meaning: "The model of the video endpoint.",
    fallback: "none; needed with CALLSHEET_VIDEO_URL",
    readBy: ["worker"]
  })
}
