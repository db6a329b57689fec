helpful = Me ayuda
not-what-i-asked = No es lo que pregunté
none-of-these = Ninguna de estas

did-you-mean = **¿Se refería a alguna de estas?**
emergency-title = ⚠️ Esto puede ser una emergencia
not-sure = No estoy seguro de que la guía responda a esto.
part-not-understood = No entendí una parte de su mensaje. Pregunte esa parte otra vez en un mensaje aparte.
ambiguous = No estoy seguro de a cuál de estas se refiere.
guide-is-in = La guía está { in-language }, por eso solo entiendo preguntas { in-language }.
only-in = La guía tiene esta respuesta solo { in-language }.
in-language = en { $code ->
    [en] inglés
    [es] español
    [pt] portugués
    [fr] francés
    [de] alemán
    [it] italiano
    [nl] neerlandés
    [pl] polaco
    [tr] turco
    [ru] ruso
    [uk] ucraniano
    [ar] árabe
    [hi] hindi
    [zh] chino
    [ja] japonés
    [ko] coreano
    [vi] vietnamita
    [id] indonesio
   *[other] { $name }
}
from-the-guide = De la guía: { $sections }
not-in-the-guide = **La guía no dice nada sobre esto:** { $questions }
ask-in-words =
    Hágame una pregunta con unas pocas palabras, por ejemplo: *{ $example }*
    `/{ name-topics }` muestra lo que puede preguntar.
under-heading = { $heading }: { $question }
in-answer-to = En respuesta a { $link }

default-general = No tengo respuesta a esto. Pregunte a una persona que lo sepa.
default-urgent = Esto puede ser una emergencia. Busque ayuda ahora mismo: llame al número de emergencias de su país.
default-emergency = Si cree que es una emergencia, llame al número de emergencias de su país.

helpful-thanks = Gracias, me alegra que le haya servido.
sorry = Perdón, entendí mal su pregunta.
entry-gone = Esa respuesta ya no está en la guía. `/{ name-topics }` muestra lo que puede preguntar.
unknown-button = Ese botón ya no funciona. Haga su pregunta otra vez.
unknown-command = No conozco ese comando. `/{ name-ask }` responde a una pregunta, `/{ name-topics }` muestra lo que puede preguntar.

only-people = Solo respondo a preguntas de personas, y ese mensaje es de un bot.
unreadable = No puedo ver el texto de ese mensaje. Mencióneme por mi nombre en el mismo mensaje que su pregunta, o use `/{ name-ask }`. Para que responda al mensaje de otra persona, manténgalo pulsado o haga clic en él con el botón derecho, y elija *Aplicaciones* y **{ name-answer-from-the-guide }**.
failure = Algo falló por mi parte, así que no tengo respuesta para usted. Inténtelo de nuevo dentro de un minuto.
too-soon = Son más preguntas de las que puedo atender aquí. Espere medio minuto y pregunte otra vez.
still-learning = Acabo de arrancar y todavía estoy aprendiendo la guía. Pregunte otra vez dentro de un minuto.

topics-title = Lo que puede preguntar
topics-footer = Pregunte con sus propias palabras: mencióneme, envíeme un mensaje directo o use /{ name-ask }.
and-more = ... y { $count } más: empiece a escribir en `/{ name-ask }` para encontrarlas.

privacy-title = Qué pasa con su pregunta
privacy =
    Solo leo un mensaje si me menciona, si alguien me menciona al responder a él, si es un mensaje directo para mí, si está en un canal donde respondo a todas las preguntas, o si alguien lo elige con «{ name-answer-from-the-guide }».

    Este mismo programa busca la respuesta; las preguntas no se envían a ningún otro servicio.

    {""}**Qué se guarda.** Si no tengo respuesta a su pregunta o a una parte de ella, o si usted pulsa «{ not-what-i-asked }», la pregunta se anota para las personas que mantienen la guía o, en otro servidor, solo para los moderadores de ese servidor: su texto (hasta 300 caracteres), su idioma, las respuestas más cercanas, cuántas veces se hizo y cuándo se hizo por primera y por última vez. No se guarda quién la hizo: ni nombre, ni ID, ni canal, mensaje o enlace. En un servidor que no es el de la guía se guarda con ella el ID del servidor. Las direcciones de correo, los números de teléfono y otros números largos, los enlaces, las menciones y los nombres después de una @ se borran antes de guardar nada. No puedo reconocer otros datos personales, así que no los escriba. También cuento, por día, cuántas veces se dio cada respuesta, cuántas veces se marcó como útil o como distinta de lo preguntado, y cuántas veces no hubo respuesta.

    {""}**Dónde y por cuánto tiempo.** En un archivo del equipo en el que funciono. Una pregunta se borra 90 días después de la última vez que se hizo; los recuentos, después de 90 días.

    {""}**Lo que recuerdo hasta que me reinician.** Qué respuesta mía pertenece a qué mensaje reciente, para cambiarla o borrarla cuando usted edita o borra el mensaje. Las preguntas recientes que respondí, con los mismos datos borrados, por si pulsa «{ not-what-i-asked }». Cuántas preguntas llegaron de usted, del canal y del servidor en los últimos segundos, para que nadie inunde un canal.

    {""}**Moderadores.** Cuando un moderador cambia las respuestas de la guía desde Discord, el cambio se guarda con su ID de usuario, y también un cambio de los ajustes o de las respuestas propias de un servidor. Los borradores se guardan un día.

    Con `/{ name-ask }` y `{ name-private }`, y cuando pulsa un botón, solo usted ve la respuesta; lo que se guarda es lo mismo.

name-ask = preguntar
name-question = pregunta
name-private = privado
name-topics = temas
name-privacy = privacidad
name-answer-from-the-guide = Responder con la guía
describe-ask = Haga una pregunta
describe-ask-about = Haga una pregunta sobre { $about }
describe-question = Su pregunta, con sus propias palabras o elegida de la lista
describe-private = Mostrar la respuesta solo a usted
describe-topics = Sobre qué puede preguntar
describe-privacy = Qué pasa con su pregunta
