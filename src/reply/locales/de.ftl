helpful = Hilfreich
not-what-i-asked = Nicht meine Frage
none-of-these = Keine davon

did-you-mean = **Meinen Sie eine von diesen?**
emergency-title = ⚠️ Das kann ein Notfall sein
not-sure = Ich bin nicht sicher, ob der Leitfaden das beantwortet.
part-not-understood = Einen Teil Ihrer Nachricht habe ich nicht verstanden. Bitte fragen Sie diesen Teil noch einmal in einer eigenen Nachricht.
ambiguous = Ich bin nicht sicher, welche davon Sie meinen.
guide-is-in = Der Leitfaden ist { in-language }, deshalb verstehe ich nur Fragen { in-language }.
only-in = Diese Antwort hat der Leitfaden nur { in-language }.
in-language = auf { $code ->
    [en] Englisch
    [es] Spanisch
    [pt] Portugiesisch
    [fr] Französisch
    [de] Deutsch
    [it] Italienisch
    [nl] Niederländisch
    [pl] Polnisch
    [tr] Türkisch
    [ru] Russisch
    [uk] Ukrainisch
    [ar] Arabisch
    [hi] Hindi
    [zh] Chinesisch
    [ja] Japanisch
    [ko] Koreanisch
    [vi] Vietnamesisch
    [id] Indonesisch
   *[other] { $name }
}
from-the-guide = Aus dem Leitfaden: { $sections }
not-in-the-guide = **Dazu sagt der Leitfaden nichts:** { $questions }
ask-in-words =
    Bitte stellen Sie mir eine Frage in ein paar Worten, zum Beispiel: *{ $example }*
    `/{ name-topics }` zeigt, was Sie fragen können.
under-heading = { $heading }: { $question }
in-answer-to = Antwort auf { $link }

default-general = Darauf habe ich keine Antwort. Bitte fragen Sie einen Menschen, der sich auskennt.
default-urgent = Das kann ein Notfall sein. Bitte holen Sie jetzt Hilfe: Rufen Sie die Notrufnummer an.
default-emergency = Wenn Sie glauben, dass es ein Notfall ist, rufen Sie die Notrufnummer an.

helpful-thanks = Danke, es freut mich, dass das geholfen hat.
sorry = Entschuldigung, ich habe Ihre Frage falsch verstanden.
entry-gone = Diese Antwort ist nicht mehr im Leitfaden. `/{ name-topics }` zeigt, was Sie fragen können.
unknown-button = Dieser Knopf geht nicht mehr. Bitte stellen Sie Ihre Frage noch einmal.
unknown-command = Diesen Befehl kenne ich nicht. `/{ name-ask }` beantwortet eine Frage, `/{ name-topics }` zeigt, was Sie fragen können.

only-people = Ich beantworte nur Fragen von Menschen, und diese Nachricht ist von einem Bot.
unreadable = Den Text dieser Nachricht kann ich nicht sehen. Bitte erwähnen Sie mich mit Namen in derselben Nachricht wie Ihre Frage, oder benutzen Sie `/{ name-ask }`. Um die Nachricht eines anderen beantworten zu lassen, halten Sie sie gedrückt oder klicken Sie sie mit der rechten Taste an, und wählen Sie *Apps* und **{ name-answer-from-the-guide }**.
failure = Bei mir ist etwas schiefgegangen, deshalb habe ich keine Antwort für Sie. Bitte versuchen Sie es in einer Minute noch einmal.
too-soon = Das sind mehr Fragen, als ich hier beantworten kann. Bitte warten Sie eine halbe Minute und fragen Sie noch einmal.
still-learning = Ich bin gerade erst gestartet und lerne den Leitfaden noch. Bitte fragen Sie in einer Minute noch einmal.

topics-title = Was Sie fragen können
topics-footer = Fragen Sie in eigenen Worten: Erwähnen Sie mich, schreiben Sie mir eine Direktnachricht, oder benutzen Sie /{ name-ask }.
and-more = ... und { $count } weitere: Tippen Sie in `/{ name-ask }`, um sie zu finden.

privacy-title = Was mit Ihrer Frage geschieht
privacy =
    Ich lese eine Nachricht nur, wenn sie mich erwähnt, wenn mich jemand in einer Antwort darauf erwähnt, wenn sie eine Direktnachricht an mich ist, wenn sie in einem Kanal steht, in dem ich jede Frage beantworte, oder wenn sie für „{ name-answer-from-the-guide }“ ausgewählt wird.

    Dieses Programm sucht die Antwort selbst; Fragen werden an keinen anderen Dienst geschickt.

    {""}**Was gespeichert wird.** Wenn ich auf Ihre Frage oder einen Teil davon keine Antwort habe, oder wenn Sie „{ not-what-i-asked }“ drücken, wird die Frage für die Menschen notiert, die den Leitfaden pflegen, oder, auf einem anderen Server, nur für die Moderatoren dieses Servers: ihr Text bis 300 Zeichen, ihre Sprache, die nächstliegenden Antworten, wie oft sie gestellt wurde, und wann zum ersten und zum letzten Mal. Wer gefragt hat, wird nicht gespeichert: kein Name, keine ID, kein Kanal, keine Nachricht und kein Link. Auf einem anderen Server als dem des Leitfadens wird die ID des Servers mit ihr gespeichert. E-Mail-Adressen, Telefonnummern und andere lange Zahlen, Links, Erwähnungen und Namen nach einem @ werden unkenntlich gemacht, bevor etwas gespeichert wird. Andere persönliche Angaben kann ich nicht erkennen, bitte lassen Sie sie weg. Außerdem zähle ich je Tag, wie oft jede Antwort gegeben wurde, wie oft sie als hilfreich oder als Antwort auf eine andere Frage bezeichnet wurde, und wie oft es keine Antwort gab.

    {""}**Wo und wie lange.** In einer Datei auf dem Rechner, auf dem ich laufe. Eine Frage wird 90 Tage, nachdem sie zuletzt gestellt wurde, gelöscht, die Zahlen nach 90 Tagen.

    {""}**Was ich mir bis zum nächsten Start merke.** Welche meiner Antworten zu welcher neueren Nachricht gehört, damit ich die Antwort ändern oder löschen kann, wenn Sie die Nachricht ändern oder löschen. Neuere Fragen, die ich beantwortet habe, ebenso unkenntlich gemacht, falls Sie „{ not-what-i-asked }“ drücken. Wie viele Fragen in den letzten Sekunden von Ihnen, aus dem Kanal und vom Server kamen, damit niemand einen Kanal überflutet.

    {""}**Moderatoren.** Wenn ein Moderator die Antworten des Leitfadens von Discord aus ändert, wird die Änderung mit seiner Benutzer-ID gespeichert, ebenso eine Änderung der Einstellungen oder der eigenen Antworten eines Servers. Entwürfe werden einen Tag lang gespeichert.

    Mit `/{ name-ask }` und `{ name-private }`, und wenn Sie einen Knopf drücken, sehen nur Sie die Antwort; gespeichert wird dasselbe.

name-ask = fragen
name-question = frage
name-private = privat
name-topics = themen
name-privacy = datenschutz
name-answer-from-the-guide = Aus dem Leitfaden antworten
describe-ask = Eine Frage stellen
describe-ask-about = Eine Frage zum Thema { $about } stellen
describe-question = Ihre Frage, in eigenen Worten oder aus der Liste
describe-private = Die Antwort nur Ihnen zeigen
describe-topics = Was Sie fragen können
describe-privacy = Was mit Ihrer Frage geschieht
