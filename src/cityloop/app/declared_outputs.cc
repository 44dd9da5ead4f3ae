#include "cityloop/app/declare.h"

namespace cityloop {

void outputs(Declaring& b) {
  Arguments& a = b.a;
  auto& r = b.command(
      b.app, "report", {"one HTML file to read and print", "生成一份可阅读、可打印的 HTML 报告"},
      {"Self-contained: no script, no outside resource; prints on A4. As docx the same report opens in "
       "office "
       "programs.\n\n"
       "Examples:\n  cityloop --lang zh report -o report.html\n  cityloop --lang zh report --format docx",
       "自成一体：无脚本，无外部资源；可用 A4 打印。docx 格式为同一报告，供办公软件打开。\n\n"
       "示例：\n  cityloop --lang zh report -o report.html\n  cityloop --lang zh report --format docx"});
  b.opt(r, "--format", a.formats,
        {"html or docx (default: by the name of the file, else html)",
         "html 或 docx（默认按文件名，否则为 html）"},
        {"FORMAT", "格式"});
  b.opt(r, "-o,--out", a.out,
        {"the file to write (default: out/report-en.html in the workspace)",
         "要写的文件（默认为工作区内的 out/report-zh.html）"},
        {"FILE", "文件"});

  auto& e = b.command(
      b.app, "export", {"write results for other software", "导出，供其他软件使用"},
      {"GeoPackage (gpkg) for desktop GIS, GeoJSON for the web, CSV for spreadsheets: cells, zones, places, "
       "findings and projects, with every value's mark. A workbook (xlsx) for the office: indicators, zones, "
       "findings, projects and cases in words, ready to print.\n\n"
       "Example:\n  cityloop export --format gpkg --format csv --format xlsx -o out",
       "GeoPackage（gpkg）供桌面 GIS，GeoJSON 供网页，CSV 供电子表格：网格、分区、设施、发现与项目，"
       "每个数值都附有标记。工作簿（xlsx）供办公：以文字列出指标、分区、问题、项目与案件，可直接打印。\n\n"
       "示例：\n  cityloop export --format gpkg --format csv --format xlsx -o out"});
  b.opt(e, "--format", a.formats,
        {"gpkg, geojson, csv or xlsx; may be repeated (default: gpkg)",
         "gpkg、geojson、csv 或 xlsx；可重复（默认 gpkg）"},
        {"FORMAT", "格式"});
  b.opt(e, "-o,--out", a.out,
        {"the folder to write into (default: out in the workspace)", "写入的文件夹（默认为工作区内的 out）"},
        kFolder);

  auto& p = b.command(
      b.app, "papers", {"the official papers of a health check", "城市体检的一表一台账两清单"},
      {"One table, one ledger and two lists, as the handbook of 2025 asks for: indicators with their grades, "
       "every look "
       "that was entered, open problems, and what is to be done about them. As a workbook, or as a page to "
       "print. Needs "
       "a framework that grades.\n\n"
       "Example:\n  cityloop --framework health_check_2025 papers --format html",
       "按 2025 年工作手册生成一表一台账两清单：带评价等级的指标表、全部检查记录、问题清单与整治建议清单。"
       "可为工作簿，或可打印的网页。需要分级的评价框架。\n\n"
       "示例：\n  cityloop --framework health_check_2025 papers --format html"});
  b.opt(p, "--format", a.formats,
        {"xlsx or html (default: by the name of the file, else xlsx)",
         "xlsx 或 html（默认按文件名，否则为 xlsx）"},
        {"FORMAT", "格式"});
  b.opt(p, "-o,--out", a.out,
        {"the file to write (default: out/papers-en.xlsx in the workspace)",
         "要写的文件（默认为工作区内的 out/papers-zh.xlsx）"},
        {"FILE", "文件"});

  auto& f = b.command(
      b.app, "form", {"an empty ledger or table of figures to fill in", "空白台账或统计数据填报表"},
      {"A workbook that is imported as it is once it is filled in: ledgers of inspections with lists to "
       "choose from, or "
       "the published figures that the framework asks for, one row each.\n\n"
       "Examples:\n  cityloop --framework health_check_2025 form inspections -o ledger.xlsx\n"
       "  cityloop --framework health_check_2025 form statistics",
       "填好后可原样导入的工作簿：带下拉选项的检查台账，或评价框架所需的统计数据（每个数据一行）。\n\n"
       "示例：\n  cityloop --framework health_check_2025 form inspections -o ledger.xlsx\n"
       "  cityloop --framework health_check_2025 form statistics"});
  b.opt(f, "what", a.subject, {"inspections or statistics", "inspections（台账）或 statistics（统计数据）"},
        {"WHAT", "类别"})
      ->required();
  b.opt(f, "-o,--out", a.out,
        {"the file to write (default: its name, here)", "要写的文件（默认为当前文件夹下同名文件）"},
        {"FILE", "文件"});

  auto& x = b.command(
      b.app, "explain", {"walk any number back to its sources", "追溯任何数字，直至来源"},
      {"Subjects: city; a zone's code or name; a cell's id or x,y; the id of a place, finding, project, plan "
       "or case; outcome.\n\n"
       "Examples:\n  cityloop explain city\n"
       "  cityloop explain 310115 --indicator access.primary_school.walk\n  cityloop explain outcome",
       "对象：city（全市）；分区的代码或名称；网格的编号或 x,y；设施、发现、项目、方案、案件的编号；"
       "outcome（学习结果）。\n\n"
       "示例：\n  cityloop explain city\n  cityloop explain 310115 --indicator access.primary_school.walk\n"
       "  cityloop explain outcome"});
  b.opt(x, "subject", a.subject, {"what to explain (default: city)", "解释什么（默认 city）"});
  b.opt(x, "-i,--indicator", a.indicator, {"which number (default: the score)", "哪个数字（默认为得分）"},
        {"INDICATOR", "指标"});

  auto& d = b.command(
      b.app, "draw", {"run a city drawn in text, check its expectations", "测量用文字画出的城市，核对期望值"},
      {"Prints each expected field as computed and compares; exit code 2 if one differs.\n\n"
       "Example:\n  cityloop draw school_walk.city",
       "打印每个期望指标的计算结果并核对；若不符，退出码为 2。\n\n示例：\n  cityloop draw school_walk.city"});
  b.opt(d, "files", a.files, {"drawings (*.city)", "图示文件（*.city）"})->required();

  auto& ref = b.command(
      b.app, "reference", {"write the reference pages", "写出参考文档"},
      {"Markdown in two languages, made from the declarations: commands, indicators, kernels, frameworks "
       "and how they map onto each other, project types.\n\nExample:\n  cityloop reference -o docs/reference",
       "由声明生成的中英文 Markdown：命令、指标、算法、评价框架及其对应关系、项目类型。\n\n"
       "示例：\n  cityloop reference -o docs/reference"});
  b.opt(ref, "-o,--out", a.out,
        {"the folder to write into (default: docs/reference)", "写入的文件夹（默认 docs/reference）"},
        kFolder);
}

}  // namespace cityloop
