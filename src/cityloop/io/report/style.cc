#include <algorithm>

#include "cityloop/io/report/html.h"

namespace cityloop::report {
namespace {

/// Words within a CSS string: nothing that could end it.
std::string css_string(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c != '"' && c != '\\' && c != '<' && c != '>' && static_cast<unsigned char>(c) >= 0x20) out += c;
  return out;
}

constexpr std::string_view kStyle = R"css(
:root{--ink:#1c2833;--soft:#52606d;--line:#d9dfe5;--pale:#f5f7f9;--blue:#1f4e79;--warn:#9a4b00}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:#e9edf1;color:var(--ink);font:15px/1.6 "Source Sans 3","Noto Sans","Helvetica Neue",Arial,"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
body:lang(zh){font-family:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","Noto Sans",sans-serif;line-height:1.75}
main{max-width:1040px;margin:0 auto;background:#fff;padding:0 56px 48px;box-shadow:0 0 0 1px var(--line)}
header.cover{padding:48px 0 24px;border-bottom:3px solid var(--blue)}
.cover .kind{color:var(--blue);letter-spacing:.08em;font-weight:600;margin:0 0 6px}
:lang(zh) .cover .kind{letter-spacing:.3em}
h1{font-size:38px;line-height:1.2;margin:0 0 14px;font-weight:700;overflow-wrap:anywhere}
.cover dl{display:flex;flex-wrap:wrap;gap:6px 36px;margin:0;color:var(--soft);font-size:13.5px}
.cover dl div{display:flex;gap:8px}.cover dt{margin:0;flex:none}.cover dd{margin:0;color:var(--ink)}
.banner{margin:20px 0 0;padding:10px 16px;border:1px solid #d9a441;border-left:6px solid #d9a441;background:#fff8e8;font-weight:600}
nav{margin:18px 0 0;font-size:13px;columns:3;column-gap:28px}nav a{display:block;color:var(--soft);text-decoration:none;padding:1px 0}nav a:hover,.note a{color:var(--blue);text-decoration:underline}
section{padding-top:34px}
h2{font-size:22px;line-height:1.35;margin:0 0 10px;font-weight:700;color:var(--blue);display:flex;align-items:baseline;gap:12px;border-bottom:1px solid var(--line);padding-bottom:6px}
h2 .no{font-size:14px;color:var(--soft);font-weight:400;min-width:18px}
h2 .made{margin-left:auto;font-weight:400}
h3{font-size:16px;margin:24px 0 8px}
p{margin:0 0 10px}.lead{font-size:16px;color:#33424f;max-width:76ch}.note{font-size:13px;color:var(--soft);max-width:90ch}
.glance{display:grid;grid-template-columns:180px 1fr;gap:32px;align-items:center;margin:14px 0 18px}
.brief{margin:0;padding-left:1.1em;font-size:16px}.brief li{margin-bottom:5px}.brief li::marker{color:var(--blue)}
.dial{width:100%;display:block}.dial text{text-anchor:middle;fill:var(--ink)}.dial .big{font-size:31px;font-weight:700}.dial .small{font-size:11px;fill:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(3,1fr);gap:1px;background:var(--line);border:1px solid var(--line);margin-bottom:16px}
.tile{background:#fff;padding:9px 14px}.tile b{display:block;font-size:22px;line-height:1.3;font-weight:700}
.up{color:#1d6fa5;white-space:nowrap}.down{color:#a34d00;white-space:nowrap}.same{color:var(--soft);white-space:nowrap}
figure{margin:12px 0 0}figure svg.map{width:100%;height:auto;max-height:900px;display:block;border:1px solid var(--line);background:#fbfcfd}
figcaption{font-size:13px;color:var(--soft);margin-top:6px}
.pins text{fill:#fff;stroke:none;font-size:17px;font-weight:700;text-anchor:middle}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:8px;font-size:12.5px;color:#33424f}.legend span{display:inline-flex;align-items:center;gap:6px}.legend svg{width:22px;height:13px;border:1px solid #b8c2cc;flex:none}
.maps{display:grid;grid-template-columns:repeat(3,1fr);gap:16px;margin-top:14px}.maps figure{margin:0}.maps figcaption{margin-top:3px;line-height:1.35;color:var(--ink)}
.scroll{overflow-x:auto;margin:8px 0 14px}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.45}
th{font-weight:600;text-align:left;color:var(--soft);border-bottom:2px solid var(--ink);padding:6px 8px;vertical-align:bottom;font-size:12.5px}
td{padding:6px 8px;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}td.t,th.t{white-space:nowrap;width:1%}
tr.goal td{background:var(--pale);font-weight:700}tr.total td{font-weight:700;border-top:2px solid var(--ink)}
.dense td{padding:2px 8px}
svg.bar{width:120px;height:11px;display:block;margin-top:5px}
.goals-now svg.bar{width:200px}
.badge{display:inline-block;font-size:11.5px;line-height:1.5;padding:0 6px;border:1px solid #d9a441;color:var(--warn);background:#fff8e8;border-radius:2px;white-space:nowrap}
.tag{display:inline-block;font-size:11.5px;font-weight:400;padding:0 6px;border:1px solid var(--line);color:var(--soft);border-radius:2px;white-space:nowrap}
.miss{color:var(--warn);font-weight:600}
code{font:12.5px/1.5 "DejaVu Sans Mono","Noto Sans Mono CJK SC",Consolas,monospace;background:var(--pale);padding:1px 4px;overflow-wrap:anywhere}
.pin{display:inline-block;min-width:22px;height:22px;border-radius:11px;background:var(--blue);color:#fff;font-size:12px;line-height:22px;text-align:center;font-weight:700}
.small{font-size:12.5px;color:var(--soft)}
.terms{columns:2;column-gap:36px;font-size:13px;margin:0 0 8px}.terms div{break-inside:avoid;padding-bottom:6px}.terms dt{font-weight:700}.terms dd{margin:0}
.method{border-bottom:1px solid var(--line);padding:10px 0;break-inside:avoid}.method h4{margin:0 0 2px;font-size:14.5px}.method p{margin:0 0 3px;font-size:13px}
footer{margin-top:44px;padding-top:12px;border-top:1px solid var(--line);color:var(--soft);font-size:12.5px}
@media screen and (max-width:760px){
main{padding:0 16px 32px}header.cover{padding-top:24px}h1{font-size:27px}nav{columns:2;column-gap:16px}nav a{padding:4px 0}
h2{font-size:20px;flex-wrap:wrap;gap:4px 8px}h2 .made{margin-left:26px}
.glance{grid-template-columns:1fr;gap:14px}.dial{max-width:160px;margin:0 auto}.tiles{grid-template-columns:repeat(2,1fr)}
.maps{grid-template-columns:repeat(2,1fr);gap:12px}.terms{columns:1}svg.bar,.goals-now svg.bar{width:64px}td,th{padding:6px 5px}
figure svg.map .names text,figure svg.map .furniture{font-size:27px}figure svg.map .pins text{font-size:17px}
.many{background:linear-gradient(90deg,#fff 30%,#fff0),linear-gradient(90deg,#fff0,#fff 70%) 100% 0,linear-gradient(90deg,#1c283322,#1c283300) 0 0,linear-gradient(270deg,#1c283333,#1c283300) 100% 0;background-repeat:no-repeat;background-size:36px 100%,36px 100%,12px 100%,12px 100%;background-attachment:local,local,scroll,scroll}
.grades td.n{white-space:normal}.many table{min-width:640px}.many td:not(.n):not(.t){min-width:130px}
}
@media print{
body{background:#fff;font-size:9.4pt;line-height:1.45}body:lang(zh){line-height:1.55}
main{max-width:none;margin:0;padding:0;box-shadow:none}header.cover{padding:0 0 4mm}nav{display:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
section{padding-top:7mm}#glance{padding-top:5mm}#map,#goals,#projects,#plan,#methods{break-before:page;padding-top:0}.keep,.lead,.note{break-inside:avoid}td:first-child:not(.n):not(.t){min-width:34mm}#goals td:first-child{min-width:52mm}
h1{font-size:25pt;margin-bottom:3mm}h2{font-size:14pt;break-after:avoid}h3{font-size:10.8pt;break-after:avoid;margin:5mm 0 2mm}
.lead{font-size:10pt;break-after:avoid}.brief{font-size:10pt}.brief li{margin-bottom:1mm}.cover dl,.banner{font-size:9pt}.banner{margin-top:3mm;padding:1.5mm 3mm}
.glance{grid-template-columns:36mm 1fr;gap:8mm;margin:3mm 0 4mm}.tile{padding:1.5mm 3mm}.tile b{font-size:14pt}.tile .small,.small{font-size:8pt}.tiles{margin-bottom:3mm}
table{font-size:8.4pt;line-height:1.35}th{font-size:8pt}td,th{padding:2.6pt 4pt}.dense td{padding:1.2pt 4pt}thead{display:table-header-group}tr{break-inside:avoid}tr.goal{break-after:avoid}tr.total{break-before:avoid}
figure{break-inside:avoid}figure svg.map{max-height:185mm}#plan figure svg.map{max-height:120mm}.maps svg.map{max-height:66mm}.maps{gap:4mm}.scroll{overflow:visible;margin:2mm 0 3mm}
.tiles,.glance{break-inside:avoid}.note,figcaption,.terms{font-size:8.4pt}svg.bar{width:18mm;height:2.4mm;margin-top:1mm}.goals-now svg.bar{width:60mm}.tag,.badge{font-size:7.6pt}.pin{font-size:8pt;min-width:5mm;height:5mm;line-height:5mm}
.methods{columns:2;column-gap:7mm}h3+.note,.lead+p{break-after:avoid}.method{padding:1.6mm 0}.method h4{font-size:9.4pt}.method p,code{font-size:8.2pt}.note a{color:inherit;text-decoration:none}footer{margin-top:8mm}
}
)css";

}  // namespace

std::string style_sheet(std::string_view footer, Lang lang) {
  const std::string foot = "font:7.6pt \"Noto Sans CJK SC\",Arial,sans-serif;color:#52606d";
  return std::string{kStyle} + fmt::format(
                                   "@page{{size:A4;margin:15mm 16mm "
                                   "17mm;@bottom-left{{content:\"{}\";{}}}@bottom-right{{content:{};"
                                   "{}}}}}\n",
                                   css_string(footer), foot,
                                   lang == Lang::zh
                                       ? "\"第 \" counter(page) \" 页，共 \" counter(pages) \" 页\""
                                       : "\"Page \" counter(page) \" of \" counter(pages)",
                                   foot);
}

}  // namespace cityloop::report
