import type { Phrasebook } from "./Phrasebook.ts"

export const spanish: Phrasebook = {
  language: "es",
  structures: [
    {
      name: "mistake",
      aim: "doing",
      hooks: [
        ["🛑", "{Topic}: el *error* que comete casi todo el mundo."],
        ["😬", "Te lo estás poniendo más difícil de lo que es: {topic}."],
        ["👀", "De esto nadie te *avisa*. {Topic}."]
      ],
      beats: [
        [
          ["🐘", "Casi todos empiezan por lo más *grande* y lo dejan antes de comer."],
          ["📚", "Lo de siempre: leerlo todo y no probar *nada*."]
        ],
        [
          ["🪜", "Dale la vuelta: da el paso más *pequeño* que todavía cuente."],
          ["⏱️", "Diez minutos y una *alarma*. Cuando suene, paras."]
        ],
        [
          ["🔁", "Repítelo hasta que te *aburra*. Aburrido significa que ya sale."],
          ["📓", "Apunta qué ha *cambiado*. Con dos palabras basta."]
        ],
        [
          ["🌱", "Una semana así vale más que un *domingo* heroico."],
          ["💡", "Ese es todo el secreto: *menos*, pero otra vez."]
        ]
      ]
    },
    {
      name: "steps",
      aim: "doing",
      hooks: [
        ["⚡", "{Topic} en *tres* pasos. ¿Vamos?"],
        ["🧭", "Un minuto, un tema: {topic}. Primero lo *importante*."],
        ["✂️", "{Topic}, sin *rodeos*."]
      ],
      beats: [
        [
          ["1️⃣", "Primero mira: qué *tienes* ya y qué te estorba."],
          ["1️⃣", "Di en una frase cuándo estará *listo*. Sin frase no hay comienzo."]
        ],
        [
          ["2️⃣", "Haz una versión *rápida*. Puede ser fea, pero entera."],
          ["2️⃣", "Haz justo la parte que *evitas*. Suele ser la que importa."]
        ],
        [
          ["3️⃣", "Enséñaselo a *alguien*. Una pregunta sincera vale más que diez corazones."],
          ["3️⃣", "Vuelve *mañana* y arregla solo lo que aún te moleste."]
        ],
        [
          ["🏁", "Tres pasos, una tarde. Para *empezar* no hace falta más."],
          ["🔓", "Dos veces es práctica; diez veces ya es *tuyo*."]
        ]
      ],
      kickers: ["Paso 1", "Paso 2", "Paso 3", "Extra"]
    },
    {
      name: "myth",
      aim: "doing",
      hooks: [
        ["🤔", "{Topic}: ¿solo para *expertos*? ¿Verdad o mentira?"],
        ["🧨", "Hoy rompemos un *mito*: {topic}."],
        ["🙅", "{Topic}: deja de *creerte* esto."]
      ],
      beats: [
        [
          ["🎓", "Dicen que hace falta *talento*. Hace falta empezar, y paciencia."],
          ["💸", "Dicen que el *equipo* es caro. Casi todo acaba en un cajón."]
        ],
        [
          ["🔍", "Mira a quien lo hace bien: lo *básico*, pero más veces."],
          ["🧱", "Lo que parece magia son muchos gestos *pequeños*."]
        ],
        [
          ["🚪", "Así que empieza *mal*, pero empieza hoy."],
          ["🤝", "Busca a alguien que lo haga *contigo*. La mitad de las dudas se van."]
        ],
        [
          ["✅", "Veredicto: *mentira*. Y te has quedado sin excusa."],
          ["🙌", "El mito deja a otros fuera. Tú ya estás *dentro*."]
        ]
      ]
    },
    {
      name: "week",
      aim: "doing",
      hooks: [
        ["📅", "Siete días, un tema: {topic}. Mira qué *pasa*."],
        ["🔥", "Una semana, una sola *cosa*: {topic}."],
        ["⏳", "Lo que puede cambiar una *semana*. {Topic}."]
      ],
      beats: [
        [
          ["🐣", "El primer día solo *observa*. No cambies nada, escribe una línea."],
          ["🌅", "Día uno: una *hora* fija. Importa más que el plan."]
        ],
        [
          ["🧗", "Al tercer día se hace *pesado*. Ese es el día que cuenta."],
          ["😴", "Día tres, ¿sin ganas? Hazlo *pequeño*, pero hazlo."]
        ],
        [
          ["📈", "El quinto día *compara* la primera línea con la última. ¿Lo ves?"],
          ["🎧", "Día cinco: explícaselo a alguien en *treinta* segundos."]
        ],
        [
          ["🏆", "Día siete: lo dejas o te lo quedas. Ahora ya lo *sabes*."],
          ["🎁", "El séptimo día planea los otros siete. Así se *queda*."]
        ]
      ],
      kickers: ["Día 1", "Día 3", "Día 5", "Día 7"]
    },
    {
      name: "questions",
      aim: "doing",
      hooks: [
        ["❓", "{Topic}: *tres* preguntas antes de empezar."],
        ["🧠", "Las *preguntas* que nadie hace. {Topic}."],
        ["📝", "Una *lista* mínima: {topic}. Guárdala."]
      ],
      beats: [
        [
          ["🎯", "¿Para *qué*? Si la respuesta es vaga, el resultado también."],
          ["🧳", "¿Qué tienes *ya*? Casi siempre más de lo que crees."]
        ],
        [
          ["🪫", "¿Qué te va a *frenar*? Dilo en voz alta y perderá fuerza."],
          ["🕗", "¿*Cuándo* exactamente? Día y hora, no algún día."]
        ],
        [
          ["👣", "¿Cuál es el *siguiente* gesto? El plan no: el gesto."],
          ["🔎", "¿Cómo *sabrás* que ha funcionado? Elige la señal antes."]
        ],
        [
          ["🧘", "Tres respuestas sinceras y ya no da tanto *miedo*."],
          ["🚀", "¿Tienes las tres? Pues *adelante*."]
        ]
      ],
      kickers: ["Primero", "Después", "Y por último", "Listo"]
    },
    {
      name: "guess",
      aim: "knowing",
      hooks: [
        ["🤨", "{Topic}. Primero *adivina*, luego sigue mirando."],
        ["🔎", "{Topic}: ¿qué habrías dicho *tú*?"],
        ["🧠", "Una pregunta pequeña. {Topic}. *Piénsalo* un momento."]
      ],
      beats: [
        [
          ["⏳", "Cinco segundos. Tu *primera* idea merece quedarse."],
          ["✋", "Cuenta tus razones con una *mano*. Casi todos llegan a dos."]
        ],
        [
          ["🪞", "Dale la vuelta: ¿qué tendría que pasar para que fuera al *revés*?"],
          ["👥", "Pregunta a quien tengas al lado. Dos *respuestas* enseñan más que una."]
        ],
        [
          ["🔬", "La próxima vez mira de *cerca*. Lo mejor está a la vista."],
          ["📖", "Compruébalo en *dos* sitios. Si no coinciden, se pone interesante."]
        ],
        [
          ["😲", "Salga lo que salga, la *sorpresa* es lo que se recuerda."],
          ["🌟", "Así una pregunta se vuelve *costumbre*."]
        ]
      ]
    },
    {
      name: "curious",
      aim: "knowing",
      hooks: [
        ["👀", "Lo has visto cien veces y nunca lo has *preguntado*. {Topic}."],
        ["🧩", "{Topic}: la versión *corta* de una historia larga."],
        ["💭", "Una pregunta para *hoy*: {topic}."]
      ],
      beats: [
        [
          ["🙈", "Dejamos de preguntar por lo que vemos *cada* día."],
          ["🧒", "Un niño lo preguntaría *ya*. Los mayores asienten y siguen."]
        ],
        [
          ["🪜", "Empieza por lo que sabes *seguro*. Es menos de lo que crees."],
          ["🗂️", "Divídelo en *dos*: qué ocurre y para qué sirve."]
        ],
        [
          ["🎬", "Míralo una vez a cámara *lenta*, en tu cabeza o en el móvil."],
          ["📝", "Apunta lo que crees *antes* de buscarlo."]
        ],
        [
          ["🎁", "Equivocarse es lo *divertido*: ahí es donde aprendes."],
          ["🔗", "Una respuesta y *tres* preguntas nuevas. Buena señal."]
        ]
      ]
    }
  ],
  ctas: [
    ["📌", "*Guárdalo* para cuando te haga falta."],
    ["👇", "Cuéntame en los comentarios: ¿en qué punto estás *tú*?"],
    ["➕", "*Sígueme* para la próxima parte."],
    ["📤", "Mándaselo a quien hoy lo *necesita*."],
    ["💬", "¿Qué harías *distinto*? Escríbelo abajo."]
  ],
  captions: [
    "{Topic}, en menos de un minuto. ¿Qué te ha sorprendido?",
    "{Topic} no tiene por qué ser complicado. Guárdalo para luego.",
    "Empieza poco a poco, empieza hoy: {topic}.",
    "{Topic}: pruébalo esta semana y cuéntame."
  ],
  question: /^¿?(?:por qué|qué|quién|cuándo|dónde|cuál|cuánt[oa]s?|es|son|puede)(?=\s)/i,
  emptyWords: new Set(
    "algo antes aunque bien cada como con contra cosas cuando cual desde donde del dos ella ellos entre era eres esa ese esta este esto hace hacer hasta las los mejor menos mucho muy más nada nunca para pero poco por porque que quien qué sin sobre solo son sus también tener tiene tres trucos tus una uno unos usar ver cómo cuándo dónde"
      .split(
        " "
      )
  )
}
