#include "cityloop/io/report/html.h"

namespace cityloop::report {

std::string_view style_sheet() {
  return R"css(
:root{--ink:#1c2833;--soft:#5d6b78;--line:#d9dfe5;--pale:#f5f7f9;--blue:#1f4e79;--warn:#9a4b00}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#e9edf1;color:var(--ink);font:15px/1.6 "Source Sans 3","Noto Sans","Helvetica Neue",Arial,"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
:lang(zh) body,body:lang(zh){font-family:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","Noto Sans",sans-serif;line-height:1.75}
main{max-width:1040px;margin:0 auto;background:#fff;padding:0 56px 48px;box-shadow:0 0 0 1px var(--line)}
header.cover{padding:56px 0 28px;border-bottom:3px solid var(--blue)}
.cover .kind{color:var(--blue);letter-spacing:.08em;font-weight:600;margin:0 0 6px}
:lang(zh) .cover .kind{letter-spacing:.3em}
h1{font-size:38px;line-height:1.2;margin:0 0 14px;font-weight:700}
.cover dl{display:flex;flex-wrap:wrap;gap:6px 36px;margin:0;color:var(--soft);font-size:13.5px}
.cover dl div{display:flex;gap:8px}.cover dt{margin:0}.cover dd{margin:0;color:var(--ink)}
.banner{margin:22px 0 0;padding:10px 16px;border:1px solid #d9a441;border-left:6px solid #d9a441;background:#fff8e8;font-weight:600}
nav{margin:20px 0 0;font-size:13px;columns:3;column-gap:28px}nav a{display:block;color:var(--soft);text-decoration:none;padding:1px 0}nav a:hover{color:var(--blue);text-decoration:underline}
section{padding-top:34px}
h2{font-size:22px;margin:0 0 10px;font-weight:700;color:var(--blue);display:flex;align-items:baseline;gap:12px;border-bottom:1px solid var(--line);padding-bottom:6px}
h2 .no{font-size:14px;color:var(--soft);font-weight:400;min-width:18px}
h3{font-size:16px;margin:24px 0 8px}
p{margin:0 0 10px}.lead{font-size:16px;color:#33424f;max-width:76ch}.note{font-size:13px;color:var(--soft);max-width:90ch}
.glance{display:grid;grid-template-columns:190px 1fr;gap:32px;align-items:center;margin-top:14px}
.dial{width:100%;display:block}.dial text{text-anchor:middle;fill:var(--ink)}.dial .big{font-size:31px;font-weight:700}.dial .small{font-size:11px;fill:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;background:var(--line);border:1px solid var(--line)}
.tile{background:#fff;padding:12px 14px}.tile b{display:block;font-size:23px;line-height:1.3;font-weight:700}.tile span{font-size:12.5px;color:var(--soft)}
.up{color:#1d6fa5;white-space:nowrap}.down{color:#b35806;white-space:nowrap}.same{color:var(--soft);white-space:nowrap}
figure{margin:12px 0 0}figure svg.map{width:100%;height:auto;max-height:980px;display:block;border:1px solid var(--line);background:#fbfcfd}
figcaption{font-size:13px;color:var(--soft);margin-top:6px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:8px;font-size:12.5px;color:#33424f}.legend span{display:inline-flex;align-items:center;gap:6px}.legend svg{width:22px;height:13px;border:1px solid #b8c2cc}
.maps{display:grid;grid-template-columns:repeat(3,1fr);gap:16px;margin-top:14px}.maps figure{margin:0}.maps figcaption{margin-top:3px;line-height:1.35;color:var(--ink)}
.scroll{overflow-x:auto;margin:8px 0 14px}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.45}
th{font-weight:600;text-align:left;color:var(--soft);border-bottom:2px solid var(--ink);padding:6px 8px;vertical-align:bottom;font-size:12.5px}
td{padding:6px 8px;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}
tr.goal td{background:var(--pale);font-weight:700}tr.total td{font-weight:700;border-top:2px solid var(--ink)}
td.in{padding-left:22px}
svg.bar{width:120px;height:11px;display:block;margin-top:5px}
.badge{display:inline-block;font-size:11.5px;line-height:1.5;padding:0 6px;border:1px solid #d9a441;color:var(--warn);background:#fff8e8;border-radius:2px;white-space:nowrap}
.tag{display:inline-block;font-size:11.5px;padding:0 6px;border:1px solid var(--line);color:var(--soft);border-radius:2px;white-space:nowrap}
.miss{color:var(--warn);font-weight:600}
code{font:12.5px/1.5 "DejaVu Sans Mono","Noto Sans Mono CJK SC",Consolas,monospace;background:var(--pale);padding:1px 4px;overflow-wrap:anywhere}
.pin{display:inline-block;min-width:22px;height:22px;border-radius:11px;background:var(--blue);color:#fff;font-size:12px;line-height:22px;text-align:center;font-weight:700}
.small{font-size:12.5px;color:var(--soft)}
.cols{display:grid;grid-template-columns:1fr 1fr;gap:0 36px}
.method{border-bottom:1px solid var(--line);padding:10px 0;break-inside:avoid}.method h4{margin:0 0 2px;font-size:14.5px}.method p{margin:0 0 3px;font-size:13px}
footer{margin-top:44px;padding-top:12px;border-top:1px solid var(--line);color:var(--soft);font-size:12.5px}
@media screen and (max-width:760px){
body{font-size:15px}main{padding:0 18px 32px}header.cover{padding-top:28px}h1{font-size:28px}nav{columns:2}
.glance{grid-template-columns:1fr;gap:16px}.dial{max-width:170px;margin:0 auto}.tiles{grid-template-columns:repeat(2,1fr)}
.maps{grid-template-columns:repeat(2,1fr)}.cols{grid-template-columns:1fr}td.w,th.w{display:none}svg.bar{width:72px}td,th{padding:6px 5px}
}
@page{size:A4;margin:17mm 16mm 18mm}
@media print{
body{background:#fff;font-size:9.6pt;line-height:1.5}:lang(zh) body{line-height:1.6}
main{max-width:none;margin:0;padding:0;box-shadow:none}header.cover{padding-top:4mm}#glance{break-before:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
nav{columns:3}nav a{color:var(--soft)}section{padding-top:8mm}h1{font-size:27pt}h2{font-size:14.5pt;break-after:avoid}h3{font-size:11pt;break-after:avoid}
.lead{font-size:10.4pt;break-after:avoid}table{font-size:8.6pt}th{font-size:8.2pt}td,th{padding:3.5pt 5pt}thead{display:table-header-group}tr{break-inside:avoid}
figure{break-inside:avoid}figure svg.map{max-height:205mm}.maps svg.map{max-height:none}.scroll{overflow:visible}.new-page{break-before:page}
.tiles,.glance,.method{break-inside:avoid}.note,figcaption{font-size:8.4pt}svg.bar{width:26mm}
}
)css";
}

}  // namespace cityloop::report
