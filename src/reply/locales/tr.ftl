helpful = İşime yaradı
not-what-i-asked = Sorduğum bu değil
none-of-these = Hiçbiri

did-you-mean = **Bunlardan birini mi demek istediniz?**
emergency-title = ⚠️ Bu acil bir durum olabilir
not-sure = Rehberin bunu yanıtladığından emin değilim.
part-not-understood = Mesajınızın bir kısmını anlamadım. Lütfen o kısmı ayrı bir mesajda yeniden sorun.
ambiguous = Bunlardan hangisini kastettiğinizden emin değilim.
guide-is-in = Rehberin dili { in-language }, bu yüzden yalnızca bu dildeki soruları anlıyorum.
only-in = Rehberde bu yanıt yalnızca şu dilde var: { in-language }.
in-language = { $code ->
    [en] İngilizce
    [es] İspanyolca
    [pt] Portekizce
    [fr] Fransızca
    [de] Almanca
    [it] İtalyanca
    [nl] Felemenkçe
    [pl] Lehçe
    [tr] Türkçe
    [ru] Rusça
    [uk] Ukraynaca
    [ar] Arapça
    [hi] Hintçe
    [zh] Çince
    [ja] Japonca
    [ko] Korece
    [vi] Vietnamca
    [id] Endonezce
   *[other] { $name }
}
from-the-guide = Rehberden: { $sections }
not-in-the-guide = **Rehber bu konuda bir şey söylemiyor:** { $questions }
ask-in-words =
    Lütfen bana birkaç kelimeyle bir soru sorun, örneğin: *{ $example }*
    `/{ name-topics }` neler sorabileceğinizi gösterir.
under-heading = { $heading }: { $question }
in-answer-to = Yanıtlanan mesaj: { $link }

default-general = Bunun yanıtını bilmiyorum. Lütfen bilen birine sorun.
default-urgent = Bu acil bir durum olabilir. Lütfen hemen yardım isteyin: bulunduğunuz yerin acil yardım numarasını arayın.
default-emergency = Acil bir durum olduğunu düşünüyorsanız bulunduğunuz yerin acil yardım numarasını arayın.

helpful-thanks = Teşekkürler, işinize yaradığına sevindim.
sorry = Özür dilerim, sorunuzu yanlış anladım.
entry-gone = O yanıt artık rehberde yok. `/{ name-topics }` neler sorabileceğinizi gösterir.
unknown-button = O düğme artık çalışmıyor. Lütfen sorunuzu yeniden sorun.
unknown-command = O komutu bilmiyorum. `/{ name-ask }` bir soruyu yanıtlar, `/{ name-topics }` neler sorabileceğinizi gösterir.

only-people = Yalnızca insanların sorularını yanıtlıyorum, o mesaj ise bir bottan.
unreadable = O mesajın metnini göremiyorum. Lütfen sorunuzla aynı mesajda adımı anarak benden bahsedin ya da `/{ name-ask }` kullanın. Başka birinin mesajını yanıtlatmak için mesaja basılı tutun ya da sağ tıklayın, sonra *Uygulamalar* ve **{ name-answer-from-the-guide }** seçin.
failure = Benden kaynaklanan bir hata oldu, bu yüzden size bir yanıtım yok. Lütfen bir dakika sonra yeniden deneyin.
too-soon = Burada yetişebileceğimden fazla soru var. Lütfen yarım dakika bekleyip yeniden sorun.
still-learning = Yeni başladım ve rehberi hâlâ öğreniyorum. Lütfen bir dakika sonra yeniden sorun.

topics-title = Neler sorabilirsiniz
topics-footer = Kendi sözlerinizle sorun: benden bahsedin, bana özel mesaj gönderin ya da /{ name-ask } kullanın.
and-more = ... ve { $count } tane daha: bulmak için `/{ name-ask }` içinde yazmaya başlayın.

privacy-title = Sorunuza ne olur
privacy =
    Bir mesajı yalnızca şu durumlarda okurum: benden bahsediyorsa, biri ona yanıt verirken benden bahsediyorsa, bana gönderilmiş özel bir mesajsa, her soruyu yanıtladığım bir kanaldaysa ya da "{ name-answer-from-the-guide }" ile seçilmişse.

    Yanıtı bu programın kendisi arar; sorular başka hiçbir hizmete gönderilmez.

    {""}**Neler saklanır.** Sorunuza ya da bir kısmına yanıtım yoksa veya "{ not-what-i-asked }" düğmesine basarsanız, soru rehberi hazırlayanlar için, başka bir sunucuda ise yalnızca o sunucunun moderatörleri için not edilir: en çok 300 karakterlik metni, dili, en yakın yanıtlar, kaç kez sorulduğu, ilk ve son olarak ne zaman sorulduğu. Kimin sorduğu saklanmaz: ne ad, ne kimlik numarası, ne kanal, mesaj ya da bağlantı. Rehberin kendi sunucusu dışındaki bir sunucuda, sunucunun kimlik numarası soruyla birlikte saklanır. E-posta adresleri, telefon numaraları ve diğer uzun sayılar, bağlantılar, bahsetmeler ve @ işaretinden sonraki adlar, saklanmadan önce silinir. Diğer kişisel bilgileri tanıyamam, bu yüzden lütfen bunları yazmayın. Ayrıca her gün her yanıtın kaç kez verildiğini, kaç kez yararlı ya da sorulan şey değil diye işaretlendiğini ve kaç kez yanıt olmadığını sayarım.

    {""}**Nerede ve ne kadar süre.** Çalıştığım makinedeki bir dosyada. Bir soru, son sorulduğu günden 90 gün sonra silinir; sayılar da 90 gün sonra.

    {""}**Yeniden başlayana kadar hatırladıklarım.** Hangi yanıtımın hangi yakın tarihli mesaja ait olduğu; böylece mesajı düzenlediğinizde ya da sildiğinizde yanıtı değiştirebilir ya da silebilirim. Yanıtladığım son sorular, aynı şekilde silinmiş bilgilerle, "{ not-what-i-asked }" düğmesine basma ihtimalinize karşı. Kimse bir kanalı doldurmasın diye son saniyelerde sizden, kanaldan ve sunucudan kaç soru geldiği.

    {""}**Moderatörler.** Bir moderatör rehberin yanıtlarını Discord'dan değiştirdiğinde değişiklik, kullanıcı kimliğiyle birlikte saklanır; bir sunucunun ayarlarındaki ya da kendi yanıtlarındaki değişiklik de öyle. Taslaklar bir gün saklanır.

    `/{ name-ask }` ile `{ name-private }` kullandığınızda ve bir düğmeye bastığınızda yanıtı yalnızca siz görürsünüz; saklananlar aynıdır.

name-ask = sor
name-question = soru
name-private = gizli
name-topics = konular
name-privacy = gizlilik
name-answer-from-the-guide = Rehberden yanıtla
describe-ask = Bir soru sorun
describe-ask-about = { $about } hakkında bir soru sorun
describe-question = Sorunuz, kendi sözlerinizle ya da listeden seçerek
describe-private = Yanıtı yalnızca siz görürsünüz
describe-topics = Neler sorabileceğiniz
describe-privacy = Sorunuza ne olur
