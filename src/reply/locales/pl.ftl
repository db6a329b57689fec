helpful = Pomocne
not-what-i-asked = Nie o to pytałem(-am)
none-of-these = Żadne z tych

did-you-mean = **Czy chodziło o jedno z tych pytań?**
emergency-title = ⚠️ Możliwe, że potrzebna jest pilna pomoc
not-sure = Nie wiem na pewno, czy przewodnik na to odpowiada.
part-not-understood = Części wiadomości nie udało mi się zrozumieć. Proszę zadać to pytanie jeszcze raz w osobnej wiadomości.
ambiguous = Nie wiem na pewno, o które z tych pytań chodzi.
guide-is-in = Przewodnik jest { in-language }, dlatego rozumiem tylko pytania { in-language }.
only-in = Ta odpowiedź jest w przewodniku tylko { in-language }.
in-language = { $code ->
    [en] po angielsku
    [es] po hiszpańsku
    [pt] po portugalsku
    [fr] po francusku
    [de] po niemiecku
    [it] po włosku
    [nl] po niderlandzku
    [pl] po polsku
    [tr] po turecku
    [ru] po rosyjsku
    [uk] po ukraińsku
    [ar] po arabsku
    [hi] w hindi
    [zh] po chińsku
    [ja] po japońsku
    [ko] po koreańsku
    [vi] po wietnamsku
    [id] po indonezyjsku
   *[other] w innym języku ({ $name })
}
from-the-guide = Z przewodnika: { $sections }
not-in-the-guide = **Przewodnik nic o tym nie mówi:** { $questions }
ask-in-words =
    Proszę zadać mi pytanie w kilku słowach, na przykład: *{ $example }*
    `/{ name-topics }` pokazuje, o co można pytać.
under-heading = { $heading }: { $question }
in-answer-to = Odpowiedź na { $link }

default-general = Nie mam na to odpowiedzi. Proszę zapytać kogoś, kto się na tym zna.
default-urgent = To może być stan nagły. Proszę natychmiast wezwać pomoc: zadzwonić pod lokalny numer alarmowy.
default-emergency = Jeśli to może być stan nagły, proszę zadzwonić pod lokalny numer alarmowy.

helpful-thanks = Dziękuję, cieszę się, że to pomogło.
sorry = Przepraszam, źle zrozumiałem pytanie.
entry-gone = Tej odpowiedzi nie ma już w przewodniku. `/{ name-topics }` pokazuje, o co można pytać.
unknown-button = Ten przycisk już nie działa. Proszę zadać pytanie jeszcze raz.
unknown-command = Nie znam tego polecenia. `/{ name-ask }` odpowiada na pytanie, `/{ name-topics }` pokazuje, o co można pytać.

only-people = Odpowiadam tylko na pytania ludzi, a ta wiadomość jest od bota.
unreadable = Nie widzę tekstu tej wiadomości. Proszę wspomnieć o mnie po nazwie w tej samej wiadomości co pytanie albo użyć `/{ name-ask }`. Aby odpowiedzieć na czyjąś wiadomość, proszę ją przytrzymać lub kliknąć prawym przyciskiem, a potem wybrać *Aplikacje* i **{ name-answer-from-the-guide }**.
failure = Coś poszło nie tak po mojej stronie, więc nie mam odpowiedzi. Proszę spróbować ponownie za minutę.
too-soon = To więcej pytań, niż mogę tu obsłużyć. Proszę odczekać pół minuty i zapytać ponownie.
still-learning = Dopiero co wystartowałem i jeszcze uczę się przewodnika. Proszę zapytać ponownie za minutę.

topics-title = O co można pytać
topics-footer = Proszę pytać własnymi słowami: wspomnieć o mnie, wysłać mi wiadomość prywatną lub użyć /{ name-ask }.
and-more = ... i jeszcze { $count }: aby je znaleźć, proszę zacząć pisać w `/{ name-ask }`.

privacy-title = Co dzieje się z pytaniem
privacy =
    Czytam wiadomość tylko wtedy, gdy ktoś o mnie w niej wspomina, gdy ktoś wspomina o mnie w odpowiedzi na nią, gdy jest wiadomością prywatną do mnie, gdy jest na kanale, na którym odpowiadam na każde pytanie, albo gdy ktoś ją wybierze poleceniem „{ name-answer-from-the-guide }”.

    Odpowiedzi szuka sam ten program; pytania nie są wysyłane do żadnej innej usługi.

    {""}**Co jest zapisywane.** Jeśli nie mam odpowiedzi na pytanie lub jego część albo jeśli ktoś naciśnie „{ not-what-i-asked }”, pytanie jest notowane dla osób, które prowadzą przewodnik, a na innym serwerze tylko dla moderatorów tego serwera: jego tekst do 300 znaków, język, najbliższe odpowiedzi, ile razy je zadano oraz kiedy pierwszy i ostatni raz. Nie zapisuje się, kto pytał: ani nazwy, ani ID, kanału, wiadomości czy linku. Na serwerze innym niż serwer przewodnika zapisuje się z pytaniem ID serwera. Adresy e-mail, numery telefonów i inne długie liczby, linki, wzmianki i nazwy po znaku @ są usuwane, zanim cokolwiek zostanie zapisane. Innych danych osobowych nie potrafię rozpoznać, więc proszę ich nie podawać. Liczę też, dzień po dniu, ile razy podano każdą odpowiedź, ile razy oznaczono ją jako pomocną lub nie na temat oraz ile razy odpowiedzi nie było.

    {""}**Gdzie i jak długo.** W pliku na komputerze, na którym działam. Pytanie jest usuwane 90 dni po tym, jak zadano je ostatni raz, liczby po 90 dniach.

    {""}**Co pamiętam do ponownego uruchomienia.** Która moja odpowiedź należy do której niedawnej wiadomości, aby ją zmienić lub usunąć, gdy wiadomość zostanie zmieniona lub usunięta. Niedawne pytania, na które odpowiedziałem, z tak samo usuniętymi danymi, na wypadek naciśnięcia „{ not-what-i-asked }”. Ile pytań przyszło w ostatnich sekundach od tej osoby, z kanału i z serwera, aby nikt nie zalewał kanału.

    {""}**Moderatorzy.** Gdy moderator zmienia odpowiedzi przewodnika z Discorda, zmiana jest zapisywana z jego ID użytkownika, podobnie jak zmiana ustawień lub własnych odpowiedzi serwera. Szkice są przechowywane przez jeden dzień.

    Przy `/{ name-ask }` z opcją `{ name-private }` i po naciśnięciu przycisku odpowiedź widzi tylko osoba, która pyta; zapisywane jest to samo.

name-ask = zapytaj
name-question = pytanie
name-private = prywatnie
name-topics = tematy
name-privacy = prywatność
name-answer-from-the-guide = Odpowiedz z przewodnika
describe-ask = Zadaj pytanie
describe-ask-about = Zadaj pytanie na temat: { $about }
describe-question = Pytanie własnymi słowami lub wybrane z listy
describe-private = Pokaż odpowiedź tylko mnie
describe-topics = O co można pytać
describe-privacy = Co dzieje się z pytaniem
