# A simulated office: eight cases, looked at on Wednesday 2026-10-14 at 10:00. Run it in an empty folder with `sh day.sh`.
# 模拟的办公室：八件办件，在 2026-10-14（星期三）10:00 看监察灯。
set -e
export POWERFLOW_STORE=sqlite:///office.db

# E13-2026-0001 红：法定二十个工作日已过
powerflow case start E13 --by 许示例 --simulate --at 2026-09-02T09:00
powerflow case do E13-2026-0001 apply --as 申请人 --by 许示例 --at 2026-09-02T09:05
powerflow case do E13-2026-0001 receive --as 信息公开受理岗 --by 韩示甲 --set 申请渠道=互联网 --set 收到日期=2026-09-02 --set 收件类别=首次申请 --at 2026-09-02T10:00
powerflow case do E13-2026-0001 register --as 信息公开受理岗 --by 韩示甲 --at 2026-09-02T11:00
powerflow case do E13-2026-0001 check --as 信息公开受理岗 --by 韩示甲 --set 申请内容=明确 --at 2026-09-02T15:00

# E13-2026-0002 黄：检索超过承诺的三个工作日
powerflow case start E13 --by 何示例 --simulate --at 2026-10-08T09:00
powerflow case do E13-2026-0002 apply --as 申请人 --by 何示例 --at 2026-10-08T09:05
powerflow case do E13-2026-0002 receive --as 信息公开受理岗 --by 韩示甲 --set 申请渠道=当面 --set 收到日期=2026-10-08 --set 收件类别=首次申请 --at 2026-10-08T10:00
powerflow case do E13-2026-0002 register --as 信息公开受理岗 --by 韩示甲 --at 2026-10-08T11:00
powerflow case do E13-2026-0002 check --as 信息公开受理岗 --by 韩示甲 --set 申请内容=明确 --at 2026-10-08T15:00

# E13-2026-0003 蓝：检索明天期满
powerflow case start E13 --by 吕示例 --simulate --at 2026-10-12T09:00
powerflow case do E13-2026-0003 apply --as 申请人 --by 吕示例 --at 2026-10-12T09:05
powerflow case do E13-2026-0003 receive --as 信息公开受理岗 --by 韩示乙 --set 申请渠道=互联网 --set 收到日期=2026-10-12 --set 收件类别=首次申请 --at 2026-10-12T10:00
powerflow case do E13-2026-0003 register --as 信息公开受理岗 --by 韩示乙 --at 2026-10-12T11:00
powerflow case do E13-2026-0003 check --as 信息公开受理岗 --by 韩示乙 --set 申请内容=明确 --at 2026-10-12T15:00

# E13-2026-0004 绿：刚开始检索
powerflow case start E13 --by 施示例 --simulate --at 2026-10-13T09:00
powerflow case do E13-2026-0004 apply --as 申请人 --by 施示例 --at 2026-10-13T09:05
powerflow case do E13-2026-0004 receive --as 信息公开受理岗 --by 韩示乙 --set 申请渠道=互联网 --set 收到日期=2026-10-13 --set 收件类别=首次申请 --at 2026-10-13T10:00
powerflow case do E13-2026-0004 register --as 信息公开受理岗 --by 韩示乙 --at 2026-10-13T11:00
powerflow case do E13-2026-0004 check --as 信息公开受理岗 --by 韩示乙 --set 申请内容=明确 --at 2026-10-13T15:00

# E13-2026-0005 灰：征求第三方意见，停止计时
powerflow case start E13 --by 孔示例 --simulate --at 2026-10-09T09:00
powerflow case do E13-2026-0005 apply --as 申请人 --by 孔示例 --at 2026-10-09T09:05
powerflow case do E13-2026-0005 receive --as 信息公开受理岗 --by 韩示甲 --set 申请渠道=互联网 --set 收到日期=2026-10-09 --set 收件类别=首次申请 --at 2026-10-09T10:00
powerflow case do E13-2026-0005 register --as 信息公开受理岗 --by 韩示甲 --at 2026-10-09T10:30
powerflow case do E13-2026-0005 check --as 信息公开受理岗 --by 韩示甲 --set 申请内容=明确 --at 2026-10-09T11:00
powerflow case do E13-2026-0005 search --as 信息承办岗 --by 杨示甲 --set 涉及第三方=是 --set 需要延期=否 --at 2026-10-09T15:00
powerflow case do E13-2026-0005 consult --as 信息承办岗 --by 杨示甲 --at 2026-10-10T10:00

# E13-2026-0006 白：申请人没有提交申请表，是否逾期不由机关负责
powerflow case start E13 --by 曹示例 --simulate --at 2026-10-12T16:00

# E17 两件投诉：一件正常，一件没有按时确定办理方式
powerflow case start E17 --by 严示例 --simulate --at 2026-10-13T09:00
powerflow case do E17-2026-0001 complain --as 投诉人 --by 严示例 --at 2026-10-13T09:05
powerflow case do E17-2026-0001 register --as 投诉受理岗 --by 花示甲 --at 2026-10-13T09:30
powerflow case start E17 --by 华示例 --simulate --at 2026-09-21T09:00
powerflow case do E17-2026-0002 complain --as 投诉人 --by 华示例 --at 2026-09-21T09:05
powerflow case do E17-2026-0002 register --as 投诉受理岗 --by 花示甲 --at 2026-09-21T09:30

# 发出预警，说明、确认、督办
powerflow tick --at 2026-10-14T09:00
powerflow lamps --at 2026-10-14T10:00
powerflow lamps --at 2026-10-14T10:00 --format html --title 临溪县电子监察 -o board.html
