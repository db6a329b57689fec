helpful = Membantu
not-what-i-asked = Bukan itu yang saya tanyakan
none-of-these = Tidak satu pun dari ini

did-you-mean = **Apakah maksud Anda salah satu dari ini?**
emergency-title = ⚠️ Ini mungkin keadaan darurat
not-sure = Saya tidak yakin panduan menjawab hal ini.
part-not-understood = Saya tidak memahami sebagian pesan Anda. Silakan tanyakan bagian itu lagi dalam pesan terpisah.
ambiguous = Saya tidak yakin yang mana yang Anda maksud.
guide-is-in = Panduan ini { in-language }, jadi saya hanya memahami pertanyaan { in-language }.
only-in = Panduan hanya memuat jawaban ini { in-language }.
in-language = dalam bahasa { $code ->
    [en] Inggris
    [es] Spanyol
    [pt] Portugis
    [fr] Prancis
    [de] Jerman
    [it] Italia
    [nl] Belanda
    [pl] Polandia
    [tr] Turki
    [ru] Rusia
    [uk] Ukraina
    [ar] Arab
    [hi] Hindi
    [zh] Tionghoa
    [ja] Jepang
    [ko] Korea
    [vi] Vietnam
    [id] Indonesia
   *[other] { $name }
}
from-the-guide = Dari panduan: { $sections }
not-in-the-guide = **Panduan tidak menyebutkan:** { $questions }
ask-in-words =
    Silakan ajukan pertanyaan dengan beberapa kata, misalnya: *{ $example }*
    `/{ name-topics }` menunjukkan apa yang bisa Anda tanyakan.
under-heading = { $heading }: { $question }
in-answer-to = Jawaban untuk { $link }

default-general = Saya tidak punya jawaban untuk ini. Silakan tanyakan kepada orang yang tahu.
default-urgent = Ini mungkin keadaan darurat. Cari bantuan sekarang juga: telepon nomor darurat setempat.
default-emergency = Jika menurut Anda ini keadaan darurat, telepon nomor darurat setempat.

helpful-thanks = Terima kasih, senang ini membantu.
sorry = Maaf, saya salah memahami pertanyaan Anda.
entry-gone = Jawaban itu sudah tidak ada di panduan. `/{ name-topics }` menunjukkan apa yang bisa Anda tanyakan.
unknown-button = Tombol itu sudah tidak berfungsi. Silakan ajukan pertanyaan Anda lagi.
unknown-command = Saya tidak mengenal perintah itu. `/{ name-ask }` menjawab pertanyaan, `/{ name-topics }` menunjukkan apa yang bisa Anda tanyakan.

only-people = Saya hanya menjawab pertanyaan dari orang, dan pesan itu dari bot.
unreadable = Saya tidak dapat melihat teks pesan itu. Silakan sebut nama saya dalam pesan yang sama dengan pertanyaan Anda, atau gunakan `/{ name-ask }`. Agar pesan orang lain dijawab, tekan lama atau klik kanan pesan itu, lalu pilih *Aplikasi* dan **{ name-answer-from-the-guide }**.
failure = Ada yang salah di pihak saya, jadi saya tidak punya jawaban untuk Anda. Silakan coba lagi satu menit lagi.
too-soon = Pertanyaan di sini lebih banyak daripada yang bisa saya layani. Silakan tunggu setengah menit lalu tanyakan lagi.
still-learning = Saya baru saja mulai dan masih mempelajari panduan. Silakan tanyakan lagi satu menit lagi.

topics-title = Yang bisa Anda tanyakan
topics-footer = Tanyakan dengan kata-kata Anda sendiri: sebut saya, kirim pesan langsung kepada saya, atau gunakan /{ name-ask }.
and-more = ... dan { $count } lagi: mulai mengetik di `/{ name-ask }` untuk menemukannya.

privacy-title = Apa yang terjadi dengan pertanyaan Anda
privacy =
    Saya membaca pesan hanya jika pesan itu menyebut saya, seseorang menyebut saya saat membalasnya, pesan itu adalah pesan langsung kepada saya, pesan itu ada di saluran tempat saya menjawab setiap pertanyaan, atau pesan itu dipilih dengan "{ name-answer-from-the-guide }".

    Program ini sendiri yang mencari jawabannya; pertanyaan tidak dikirim ke layanan lain mana pun.

    {""}**Apa yang disimpan.** Jika saya tidak punya jawaban untuk pertanyaan Anda atau sebagian darinya, atau Anda menekan "{ not-what-i-asked }", pertanyaan itu dicatat untuk orang-orang yang mengelola panduan atau, di server lain, hanya untuk moderator server itu: teksnya hingga 300 karakter, bahasanya, jawaban terdekat, berapa kali ditanyakan, serta kapan pertama dan terakhir ditanyakan. Siapa yang bertanya tidak disimpan: tidak ada nama, ID, saluran, pesan, atau tautan. Di server selain server panduan, ID server disimpan bersamanya. Alamat email, nomor telepon dan angka panjang lainnya, tautan, sebutan, dan nama setelah @ dihapus sebelum apa pun disimpan. Saya tidak dapat mengenali data pribadi lainnya, jadi mohon jangan menuliskannya. Saya juga menghitung, per hari, berapa kali setiap jawaban diberikan, berapa kali ditandai membantu atau bukan yang ditanyakan, dan berapa kali tidak ada jawaban.

    {""}**Di mana, dan berapa lama.** Dalam sebuah berkas di mesin tempat saya berjalan. Pertanyaan dihapus 90 hari setelah terakhir ditanyakan, hitungannya setelah 90 hari.

    {""}**Apa yang saya ingat sampai dimulai ulang.** Balasan saya yang mana untuk pesan terbaru yang mana, agar saya bisa mengubah atau menghapus balasan ketika Anda mengubah atau menghapus pesan. Pertanyaan terbaru yang saya jawab, dengan data yang dihapus dengan cara yang sama, kalau-kalau Anda menekan "{ not-what-i-asked }". Berapa banyak pertanyaan yang datang dari Anda, saluran, dan server dalam beberapa detik terakhir, agar tidak ada yang membanjiri saluran.

    {""}**Moderator.** Ketika seorang moderator mengubah jawaban panduan dari Discord, perubahan itu disimpan dengan ID penggunanya, begitu pula perubahan pengaturan atau jawaban milik server. Draf disimpan selama satu hari.

    Dengan `/{ name-ask }` dan `{ name-private }`, dan ketika Anda menekan tombol, hanya Anda yang melihat balasannya; yang disimpan tetap sama.

name-ask = tanya
name-question = pertanyaan
name-private = pribadi
name-topics = topik
name-privacy = privasi
name-answer-from-the-guide = Jawab dari panduan
describe-ask = Ajukan pertanyaan
describe-ask-about = Ajukan pertanyaan tentang { $about }
describe-question = Pertanyaan Anda, dengan kata-kata sendiri atau dipilih dari daftar
describe-private = Tampilkan jawaban hanya kepada Anda
describe-topics = Apa yang bisa Anda tanyakan
describe-privacy = Apa yang terjadi dengan pertanyaan Anda
