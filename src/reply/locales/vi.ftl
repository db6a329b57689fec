helpful = Hữu ích
not-what-i-asked = Không phải điều tôi hỏi
none-of-these = Không câu nào cả

did-you-mean = **Ý bạn là một trong những câu này?**
emergency-title = ⚠️ Đây có thể là trường hợp khẩn cấp
not-sure = Tôi không chắc tài liệu hướng dẫn có trả lời điều này.
part-not-understood = Tôi không hiểu một phần tin nhắn của bạn. Vui lòng hỏi lại phần đó trong một tin nhắn riêng.
ambiguous = Tôi không chắc bạn muốn hỏi câu nào trong số này.
guide-is-in = Tài liệu hướng dẫn viết { in-language }, vì vậy tôi chỉ hiểu câu hỏi { in-language }.
only-in = Tài liệu hướng dẫn chỉ có câu trả lời này { in-language }.
in-language = bằng { $code ->
    [en] tiếng Anh
    [es] tiếng Tây Ban Nha
    [pt] tiếng Bồ Đào Nha
    [fr] tiếng Pháp
    [de] tiếng Đức
    [it] tiếng Ý
    [nl] tiếng Hà Lan
    [pl] tiếng Ba Lan
    [tr] tiếng Thổ Nhĩ Kỳ
    [ru] tiếng Nga
    [uk] tiếng Ukraina
    [ar] tiếng Ả Rập
    [hi] tiếng Hindi
    [zh] tiếng Trung
    [ja] tiếng Nhật
    [ko] tiếng Hàn
    [vi] tiếng Việt
    [id] tiếng Indonesia
   *[other] một ngôn ngữ khác ({ $name })
}
from-the-guide = Theo tài liệu hướng dẫn: { $sections }
not-in-the-guide = **Tài liệu hướng dẫn không nói về:** { $questions }
ask-in-words =
    Vui lòng đặt câu hỏi bằng vài từ, ví dụ: *{ $example }*
    `/{ name-topics }` cho thấy bạn có thể hỏi gì.
under-heading = { $heading }: { $question }
in-answer-to = Trả lời tin nhắn { $link }

default-general = Tôi không có câu trả lời cho điều này. Vui lòng hỏi một người hiểu biết về việc này.
default-urgent = Đây có thể là trường hợp khẩn cấp. Hãy tìm sự giúp đỡ ngay: gọi số khẩn cấp tại nơi bạn ở.
default-emergency = Nếu bạn nghĩ đây là trường hợp khẩn cấp, hãy gọi số khẩn cấp tại nơi bạn ở.

helpful-thanks = Cảm ơn bạn, rất vui vì điều này có ích.
sorry = Xin lỗi, tôi đã hiểu sai câu hỏi của bạn.
entry-gone = Câu trả lời đó không còn trong tài liệu hướng dẫn. `/{ name-topics }` cho thấy bạn có thể hỏi gì.
unknown-button = Nút đó không còn hoạt động. Vui lòng hỏi lại câu hỏi của bạn.
unknown-command = Tôi không biết lệnh đó. `/{ name-ask }` trả lời câu hỏi, `/{ name-topics }` cho thấy bạn có thể hỏi gì.

only-people = Tôi chỉ trả lời câu hỏi của con người, còn tin nhắn đó là của bot.
unreadable = Tôi không xem được nội dung của tin nhắn đó. Vui lòng nhắc đến tôi bằng tên trong cùng tin nhắn với câu hỏi, hoặc dùng `/{ name-ask }`. Để tôi trả lời tin nhắn của người khác, hãy nhấn giữ hoặc nhấp chuột phải vào tin nhắn đó, rồi chọn *Ứng dụng* và **{ name-answer-from-the-guide }**.
failure = Phía tôi có lỗi, nên tôi chưa có câu trả lời cho bạn. Vui lòng thử lại sau một phút.
too-soon = Ở đây có nhiều câu hỏi hơn mức tôi có thể trả lời. Vui lòng đợi nửa phút rồi hỏi lại.
still-learning = Tôi vừa khởi động và vẫn đang học tài liệu hướng dẫn. Vui lòng hỏi lại sau một phút.

topics-title = Bạn có thể hỏi gì
topics-footer = Hãy hỏi bằng lời của bạn: nhắc đến tôi, gửi tin nhắn riêng cho tôi hoặc dùng /{ name-ask }.
and-more = ... và { $count } câu nữa: bắt đầu gõ trong `/{ name-ask }` để tìm.

privacy-title = Câu hỏi của bạn được xử lý thế nào
privacy =
    Tôi chỉ đọc một tin nhắn nếu tin nhắn đó nhắc đến tôi, có người nhắc đến tôi khi trả lời nó, đó là tin nhắn riêng gửi cho tôi, nó ở trong kênh mà tôi trả lời mọi câu hỏi, hoặc nó được chọn bằng "{ name-answer-from-the-guide }".

    Chính chương trình này tìm câu trả lời; câu hỏi không được gửi đến bất kỳ dịch vụ nào khác.

    {""}**Những gì được lưu.** Nếu tôi không có câu trả lời cho câu hỏi của bạn hoặc một phần của nó, hoặc bạn nhấn "{ not-what-i-asked }", câu hỏi được ghi lại cho những người duy trì tài liệu hướng dẫn hoặc, ở máy chủ khác, chỉ cho người điều hành của máy chủ đó: nội dung tối đa 300 ký tự, ngôn ngữ, các câu trả lời gần nhất, số lần được hỏi, và thời điểm được hỏi lần đầu và lần cuối. Ai hỏi không được lưu: không có tên, ID, kênh, tin nhắn hay liên kết. Ở máy chủ khác với máy chủ của tài liệu hướng dẫn, ID của máy chủ được lưu cùng câu hỏi. Địa chỉ email, số điện thoại và các dãy số dài khác, liên kết, lượt nhắc tên và tên sau dấu @ được xóa trước khi lưu. Tôi không nhận ra được các thông tin cá nhân khác, vì vậy xin đừng viết chúng. Tôi cũng đếm theo ngày số lần mỗi câu trả lời được đưa ra, số lần nó được đánh dấu là hữu ích hoặc không đúng điều được hỏi, và số lần không có câu trả lời.

    {""}**Lưu ở đâu, trong bao lâu.** Trong một tệp trên máy mà tôi đang chạy. Câu hỏi bị xóa 90 ngày sau lần cuối được hỏi, các con số bị xóa sau 90 ngày.

    {""}**Những gì tôi nhớ cho đến khi khởi động lại.** Câu trả lời nào của tôi thuộc về tin nhắn gần đây nào, để tôi có thể sửa hoặc xóa câu trả lời khi bạn sửa hoặc xóa tin nhắn. Những câu hỏi gần đây mà tôi đã trả lời, với thông tin được xóa theo cùng cách, phòng khi bạn nhấn "{ not-what-i-asked }". Số câu hỏi đến từ bạn, từ kênh và từ máy chủ trong vài giây gần đây, để không ai làm ngập một kênh.

    {""}**Người điều hành.** Khi người điều hành thay đổi câu trả lời của tài liệu hướng dẫn từ Discord, thay đổi đó được lưu cùng ID người dùng của họ, và thay đổi về cài đặt hay câu trả lời riêng của một máy chủ cũng vậy. Bản nháp được lưu một ngày.

    Với `/{ name-ask }` và `{ name-private }`, và khi bạn nhấn một nút, chỉ bạn thấy câu trả lời; những gì được lưu vẫn như nhau.

name-ask = hỏi
name-question = câu-hỏi
name-private = riêng-tư
name-topics = chủ-đề
name-privacy = quyền-riêng-tư
name-answer-from-the-guide = Trả lời từ tài liệu hướng dẫn
describe-ask = Đặt một câu hỏi
describe-ask-about = Đặt câu hỏi về { $about }
describe-question = Câu hỏi của bạn, bằng lời của bạn hoặc chọn từ danh sách
describe-private = Chỉ hiện câu trả lời cho bạn
describe-topics = Bạn có thể hỏi gì
describe-privacy = Câu hỏi của bạn được xử lý thế nào
