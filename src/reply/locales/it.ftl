helpful = Utile
not-what-i-asked = Non è quello che ho chiesto
none-of-these = Nessuna di queste

did-you-mean = **Intendeva una di queste?**
emergency-title = ⚠️ Questa può essere un'emergenza
not-sure = Non sono sicuro che la guida risponda a questo.
part-not-understood = Non ho capito una parte del suo messaggio. Faccia di nuovo quella domanda in un messaggio a parte.
ambiguous = Non sono sicuro di quale di queste intenda.
guide-is-in = La guida è { in-language }, perciò capisco solo domande { in-language }.
only-in = La guida ha questa risposta solo { in-language }.
in-language = in { $code ->
    [en] inglese
    [es] spagnolo
    [pt] portoghese
    [fr] francese
    [de] tedesco
    [it] italiano
    [nl] olandese
    [pl] polacco
    [tr] turco
    [ru] russo
    [uk] ucraino
    [ar] arabo
    [hi] hindi
    [zh] cinese
    [ja] giapponese
    [ko] coreano
    [vi] vietnamita
    [id] indonesiano
   *[other] { $name }
}
from-the-guide = Dalla guida: { $sections }
not-in-the-guide = **La guida non dice nulla su questo:** { $questions }
ask-in-words =
    Mi faccia una domanda in poche parole, per esempio: *{ $example }*
    `/{ name-topics }` mostra che cosa può chiedere.
under-heading = { $heading }: { $question }
in-answer-to = In risposta a { $link }

default-general = Non ho una risposta a questo. Chieda a una persona che lo sa.
default-urgent = Questa può essere un'emergenza. Chieda aiuto subito: chiami il numero di emergenza locale.
default-emergency = Se pensa che sia un'emergenza, chiami il numero di emergenza locale.

helpful-thanks = Grazie, sono contento che sia stato utile.
sorry = Mi scusi, ho capito male la sua domanda.
entry-gone = Quella risposta non è più nella guida. `/{ name-topics }` mostra che cosa può chiedere.
unknown-button = Quel pulsante non funziona più. Faccia di nuovo la sua domanda.
unknown-command = Non conosco quel comando. `/{ name-ask }` risponde a una domanda, `/{ name-topics }` mostra che cosa può chiedere.

only-people = Rispondo solo a domande di persone, e quel messaggio è di un bot.
unreadable = Non posso vedere il testo di quel messaggio. Mi menzioni per nome nello stesso messaggio della domanda, oppure usi `/{ name-ask }`. Per far rispondere al messaggio di un'altra persona, lo tenga premuto o vi faccia clic con il tasto destro, poi scelga *App* e **{ name-answer-from-the-guide }**.
failure = Qualcosa è andato storto da parte mia, perciò non ho una risposta per lei. Riprovi tra un minuto.
too-soon = Sono più domande di quante io possa gestire qui. Aspetti mezzo minuto e chieda di nuovo.
still-learning = Mi sono appena avviato e sto ancora imparando la guida. Chieda di nuovo tra un minuto.

topics-title = Che cosa può chiedere
topics-footer = Chieda con parole sue: mi menzioni, mi mandi un messaggio diretto o usi /{ name-ask }.
and-more = ... e altre { $count }: cominci a scrivere in `/{ name-ask }` per trovarle.

privacy-title = Che cosa succede alla sua domanda
privacy =
    Leggo un messaggio solo se mi menziona, se qualcuno mi menziona rispondendo a esso, se è un messaggio diretto a me, se è in un canale dove rispondo a ogni domanda, o se qualcuno lo sceglie con «{ name-answer-from-the-guide }».

    È questo stesso programma a cercare la risposta; le domande non vengono inviate a nessun altro servizio.

    {""}**Che cosa viene conservato.** Se non ho una risposta alla sua domanda o a una parte di essa, o se lei preme «{ not-what-i-asked }», la domanda viene annotata per le persone che curano la guida o, in un altro server, solo per i moderatori di quel server: il testo fino a 300 caratteri, la lingua, le risposte più vicine, quante volte è stata fatta e quando la prima e l'ultima volta. Chi l'ha fatta non viene conservato: né nome, né ID, canale, messaggio o link. In un server diverso da quello della guida viene conservato con essa l'ID del server. Indirizzi e-mail, numeri di telefono e altri numeri lunghi, link, menzioni e nomi dopo una @ vengono cancellati prima di conservare qualsiasi cosa. Non so riconoscere altri dati personali: per favore non li scriva. Conto anche, per giorno, quante volte è stata data ogni risposta, quante volte è stata segnata come utile o come diversa da quanto chiesto, e quante volte non c'è stata risposta.

    {""}**Dove e per quanto tempo.** In un file sulla macchina su cui funziono. Una domanda viene cancellata 90 giorni dopo l'ultima volta che è stata fatta, i conteggi dopo 90 giorni.

    {""}**Che cosa ricordo finché non vengo riavviato.** Quale mia risposta appartiene a quale messaggio recente, per cambiarla o cancellarla quando lei modifica o cancella il messaggio. Le domande recenti a cui ho risposto, con gli stessi dati cancellati, nel caso lei prema «{ not-what-i-asked }». Quante domande sono arrivate da lei, dal canale e dal server negli ultimi secondi, perché nessuno possa inondare un canale.

    {""}**Moderatori.** Quando un moderatore cambia le risposte della guida da Discord, la modifica viene conservata con il suo ID utente, e così una modifica delle impostazioni o delle risposte proprie di un server. Le bozze vengono conservate per un giorno.

    Con `/{ name-ask }` e `{ name-private }`, e quando preme un pulsante, solo lei vede la risposta; ciò che viene conservato è lo stesso.

name-ask = chiedi
name-question = domanda
name-private = privato
name-topics = argomenti
name-privacy = privacy
name-answer-from-the-guide = Rispondi con la guida
describe-ask = Faccia una domanda
describe-ask-about = Faccia una domanda su { $about }
describe-question = La sua domanda, con parole sue o scelta dalla lista
describe-private = Mostrare la risposta solo a lei
describe-topics = Che cosa può chiedere
describe-privacy = Che cosa succede alla sua domanda
