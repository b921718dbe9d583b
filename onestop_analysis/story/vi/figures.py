"""What each figure is called, and how it is made, in the origins of numbers."""

MEASURES = {
    "received": "Hồ sơ tiếp nhận",
    "resolved": "Hồ sơ đã giải quyết",
    "resolved_by_rule": "Hồ sơ đã giải quyết",
    "withdrawn": "Hồ sơ rút",
    "refused": "Hồ sơ dừng giải quyết",
    "result_returned": "Kết quả đã trả",
    "waiting": "Kết quả chờ người nộp đến nhận",
    "pending": "Hồ sơ đang giải quyết",
    "overdue": "Hồ sơ đã quá hạn",
    "paused": "Hồ sơ chờ bổ sung",
    "satisfaction_votes": "Lượt đánh giá mức độ hài lòng",
    "working_days": "Số ngày làm việc",
    "paid_online": "Hồ sơ thanh toán trực tuyến",
    "digitised": "Hồ sơ có thành phần số hóa",
    "received_per_workday": "Tiếp nhận mới mỗi ngày làm việc",
    "received_without": "Hồ sơ tiếp nhận, không tính thủ tục tạm dừng",
    "on_time_rate": "Tỷ lệ đúng và trước hạn",
    "online_rate": "Tỷ lệ tiếp nhận trực tuyến",
    "paid_online_rate": "Tỷ lệ thanh toán trực tuyến",
    "digitised_rate": "Tỷ lệ hồ sơ có thành phần số hóa",
    "resolved_per_late": "Số hồ sơ đã giải quyết ứng với một hồ sơ trễ hạn",
    "received_forecast": "Dự báo hồ sơ tiếp nhận mới",
    "received_forecast_low": "Dự báo hồ sơ tiếp nhận mới, mức thấp",
    "received_forecast_high": "Dự báo hồ sơ tiếp nhận mới, mức cao",
    "forecast_coverage": "Khả năng số thực tế nằm trong khoảng dự báo",
    "forecast_error": "Sai số bình quân của dự báo",
    "naive_forecast_error": "Sai số bình quân nếu lấy bằng kỳ trước",
    "late_low": "Hồ sơ trễ hạn, mức thấp do ngẫu nhiên",
    "late_high": "Hồ sơ trễ hạn, mức cao do ngẫu nhiên",
    "late_rate_low": "Tỷ lệ trễ hạn, mức thấp do ngẫu nhiên",
    "late_rate_high": "Tỷ lệ trễ hạn, mức cao do ngẫu nhiên",
    "periods_on_record": "Số kỳ có số liệu",
    "peer_centres": "Số trung tâm trong nhóm",
}
# What a measure's name ends or begins with, and what is said before the rest of it.
ENDINGS = {
    "_change": "Thay đổi",
    "_mean": "Trung bình nhiều tháng",
    "_lower_limit": "Giới hạn dưới",
    "_upper_limit": "Giới hạn trên",
    "_target": "Mục tiêu",
    "_needed": "Số hồ sơ cần để đạt mục tiêu",
    "_missing": "Số hồ sơ còn thiếu so với mục tiêu",
}
PEERS = "Nhóm trung tâm"
FORMULAS = {
    "dossier": "đếm hồ sơ",
    "vote": "đếm lượt",
    "workday": "đếm theo lịch làm việc",
    "_mean": "trung bình cộng các tháng trong biểu đồ kiểm soát",
    "_limit": "giới hạn của biểu đồ kiểm soát, xem Phương pháp",
    "peer_limit": "giới hạn phễu của nhóm, xem Phương pháp",
    "received_forecast": "dự báo, xem Phương pháp",
    "forecast_coverage": "quy ước của khoảng dự báo",
    "forecast_error": "bình quân các kỳ trước",
    "late_": "khoảng Poisson của {counts}",
    "late_rate_": "khoảng Wilson của {counts}",
    "on_time_rate_change": "phép tách Kitagawa, tính trên số chưa làm tròn",
    "_needed": "mục tiêu nhân với mẫu số, làm tròn lên",
    "_missing": "mức cần đạt trừ số đạt được",
    "_target": "do Trung tâm khai báo",
    "periods_on_record": "đếm các kỳ có số liệu",
    "peer_centres": "đếm các trung tâm có số liệu",
}
PARTS = {"performance": "do kết quả từng cơ quan", "mix": "do cơ cấu hồ sơ"}
RULE = "quy tắc “{rule}”"
VERSUS = "so với {period}"
OTHERS = "các cơ quan còn lại"
SOURCE = "bộ dữ liệu {digest} ({files} tệp, xem bảng Nguồn dữ liệu)"
