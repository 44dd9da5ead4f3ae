#include "cityloop/app/arguments.h"

#include <cstdlib>
#include <functional>
#include <memory>

#include <CLI/CLI.hpp>

#include "cityloop/base/error.h"

namespace cityloop {
namespace {

/// Labels of the help page in the reader's language; CLI11 has hooks for exactly these.
class Page : public CLI::Formatter {
 public:
  explicit Page(Lang lang) : zh_{lang == Lang::zh} {
    column_width(30);
    if (zh_) {
      label("REQUIRED", "（必填）");
      label("Usage", "用法");
      label("OPTIONS", "选项");
      label("SUBCOMMAND", "命令");
      label("SUBCOMMANDS", "命令");
      label("Positionals", "参数");
    } else {
      label("REQUIRED", "(required)");
      label("SUBCOMMAND", "COMMAND");
    }
  }
  /// Only whether it must be given: types and their widths say little and misalign in Chinese.
  std::string make_option_opts(const CLI::Option* o) const override {
    return o->get_required() ? " " + get_label("REQUIRED") : "";
  }
  std::string make_positionals(const CLI::App* app) const override {
    std::string s = CLI::Formatter::make_positionals(app);
    return zh_ ? replaced(s, "Positionals:", "参数：") : s;
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string s = CLI::Formatter::make_usage(app, std::move(name));
    return zh_ ? replaced(s, "Usage:", "用法：") : s;
  }

 private:
  static std::string replaced(std::string s, const std::string& from, const std::string& to) {
    if (const std::size_t at = s.find(from); at != std::string::npos) s.replace(at, from.size(), to);
    return s;
  }
  bool zh_;
};

const Text kMain{
    "CityLoop runs a city as a loop: measure, assess, detect, decide, act, learn.\n\n"
    "A first hour:\n"
    "  cityloop new --demo mycity        a generated city in standard formats\n"
    "  cityloop -w mycity import         its files become facts\n"
    "  cityloop -w mycity turn           look, find, propose a budgeted plan\n"
    "  cityloop -w mycity report         one HTML file to read and print\n\n"
    "Exit codes: 0 done, 2 bad input, 3 not found, 4 conflict, 5 forbidden, 6 unavailable, 130 stopped, 70 "
    "internal.",
    "CityLoop 让城市治理形成闭环：体检、评估、发现、决策、行动、学习。\n\n"
    "第一次使用：\n"
    "  cityloop new --demo mycity        生成一座标准格式的示例城市\n"
    "  cityloop -w mycity import         文件成为事实\n"
    "  cityloop -w mycity turn           体检、发现问题、提出有预算的方案\n"
    "  cityloop -w mycity report         一份可阅读、可打印的 HTML 报告\n\n"
    "退出码：0 完成，2 输入有误，3 未找到，4 冲突，5 无权，6 不可用，130 中止，70 内部错误。"};

struct Builder {
  CLI::App& app;
  Arguments& a;
  Lang lang;
  std::string say_(const Text& t) const { return t.in(lang); }

  /// Options that every command has; written before or after the command.
  void common(CLI::App& c) {
    const std::string group = say_({"For all commands", "通用选项"});
    c.add_option("-w,--workspace", a.workspace,
                 say_({"folder of the city (default: here)", "城市所在文件夹（默认为当前文件夹）"}))
        ->group(group);
    c.add_option("--catalogue", a.catalogue,
                 say_({"folder with indicators, frameworks and projects", "存放指标、评价框架和项目的目录"}))
        ->group(group);
    c.add_option_function<std::string>(
         "--lang",
         [this](const std::string& s) {
           if (s != "en" && s != "zh")
             throw Error{Fault::bad_input,
                         say("'{}' is not a language of CityLoop", "CityLoop 没有语言“{}”", s),
                         {},
                         {"write --lang en or --lang zh", "请写 --lang en 或 --lang zh"}};
           a.lang = parse_lang(s);
         },
         say_({"en or zh (default: the city's)", "en 或 zh（默认随城市）"}))
        ->group(group);
    c.add_flag("--json", a.json, say_({"machine-readable output", "输出 JSON"}))->group(group);
    c.add_option("--threads", a.threads,
                 say_({"how many threads (default: all cores)", "线程数（默认为全部核心）"}))
        ->group(group);
    c.add_flag("-q,--quiet", a.quiet, say_({"no progress, no remarks", "不显示进度与提示"}))->group(group);
    c.set_help_flag("-h,--help", say_({"this page", "本页"}))->group(group);
  }

  CLI::App& command(CLI::App& parent, const std::string& name, const Text& what, const Text& page) {
    CLI::App* c = parent.add_subcommand(name, say_(what));
    c->group(say_({"Commands", "命令"}));
    c->option_defaults()->group(say_({"Options", "选项"}));
    if (!page.empty()) c->footer("\n" + say_(page));
    common(*c);
    return *c;
  }
  template <class T>
  CLI::Option* opt(CLI::App& c, const std::string& name, T& into, const Text& what) {
    return c.add_option(name, into, say_(what));
  }
  CLI::Option* flag(CLI::App& c, const std::string& name, bool& into, const Text& what) {
    return c.add_flag(name, into, say_(what));
  }
};

void facts(Builder& b) {
  Arguments& a = b.a;
  auto& n =
      b.command(b.app, "new", {"make a workspace", "新建工作区"},
                {"Writes a commented city.yaml, or with --demo a whole generated city in the formats that "
                 "real cities come "
                 "in (OSM PBF, GTFS, CSV, GeoJSON).\n\nExamples:\n  cityloop new mycity\n  cityloop new "
                 "--demo --people 1000000 --seed 7 demo",
                 "写出带注释的 city.yaml；加 --demo 则生成一座城市，文件格式与真实城市相同（OSM "
                 "PBF、GTFS、CSV、GeoJSON）。\n\n"
                 "示例：\n  cityloop new mycity\n  cityloop new --demo --people 1000000 --seed 7 demo"});
  b.opt(n, "folder", a.folder, {"where", "文件夹"})->required();
  b.flag(n, "--demo", a.demo, {"generate a city", "生成示例城市"});
  b.opt(n, "--people", a.people,
        {"demo: how many residents, 10,000 to 10,000,000", "示例城市人口，1 万至 1000 万"});
  b.opt(n, "--seed", a.seed, {"demo: another seed, another city", "示例城市随机种子"});
  b.opt(n, "--years-later", a.years_later, {"demo: the same city so many years on", "示例城市若干年后"});
  b.opt(n, "--cell", a.cell_m, {"demo: side of a cell in metres", "示例城市网格边长（米）"});

  auto& i = b.command(
      b.app, "import", {"read the files of city.yaml into a snapshot", "把 city.yaml 中的文件读成快照"},
      {"Reads every source, adds what finished cases have built, and stores one snapshot named by its "
       "content: importing "
       "the same files twice gives the same snapshot. If anything fails, or the power does, the old snapshot "
       "stays as it "
       "was.\n\nExamples:\n  cityloop -w mycity import\n  cityloop -w mycity import --strict",
       "读取所有来源，并入已完工案件建成的内容，存为一个以内容命名的快照：同样的文件导入两次得到同一快照。"
       "若中途失败或断电，旧快照不受影响。\n\n示例：\n  cityloop -w mycity import\n  cityloop -w mycity "
       "import --strict"});
  b.flag(i, "--strict", a.strict, {"a problem in the data is an error", "数据问题视为错误"});

  b.command(b.app, "check", {"show the configuration and every data problem", "显示配置与全部数据问题"},
            {"Prints the effective configuration, what is in the latest snapshot, and what is wrong with it "
             "and with the catalogue. "
             "Exit code 2 if there is a problem.",
             "显示生效的配置、最新快照的内容，以及快照与目录中的问题。若有问题，退出码为 2。"});
}

void verbs(Builder& b) {
  Arguments& a = b.a;
  auto& m = b.command(
      b.app, "measure", {"measure the latest snapshot", "体检：测量最新快照"},
      {"Every indicator that the framework names, or those given.\n\nExample:\n  cityloop measure -i "
       "access.primary_school.walk --map access.primary_school.walk",
       "测量评价框架所列的指标，或指定的指标。\n\n示例：\n  cityloop measure -i access.primary_school.walk"});
  b.opt(m, "-i,--indicator", a.indicators,
        {"only these (any of the catalogue)", "只测这些指标（目录中任意指标）"});
  b.opt(m, "--map", a.map, {"draw one indicator as text (small lattices)", "用文字画出一个指标（小网格）"});

  auto& s = b.command(b.app, "assess", {"judge the measurement by the framework", "评估：按评价框架打分"},
                      {"Scores, standards, coverage for the city, its goals, groups and zones.",
                       "全市、各目标、各人群、各分区的得分、达标与覆盖率。"});
  b.opt(s, "--most", a.most, {"how many zones to list", "列出多少个分区"});

  auto& d = b.command(b.app, "detect", {"find what falls short, where, for whom", "发现：哪里、对谁、差多少"},
                      {"Findings keep their id from snapshot to snapshot. Order: people × gap.",
                       "同一问题在各快照间保持同一编号。排序：人数 × 差距。"});
  b.opt(d, "--most", a.most, {"how many to list", "列出多少条"});

  auto& p = b.command(b.app, "plan", {"propose projects within the budget", "决策：在预算内提出项目"},
                      {"Sites candidates for the findings, re-measures the city with each, chooses within "
                       "every fund and year, and says why "
                       "each other was passed over. A proposal: people adopt it with 'adopt', or not.",
                       "为发现的问题选址备选项目，逐一重新测算，在各资金各年度额度内选择，并说明其余为何未选"
                       "。方案仅为建议：由人用 adopt 采纳。"});
  b.opt(p, "--most", a.most, {"how many to list", "列出多少项"});

  auto& w = b.command(
      b.app, "whatif", {"try a change without making it", "推演：试一个改变"},
      {"Examples:\n  cityloop whatif --add primary_school@506000,3110000:800\n  cityloop whatif change.yaml",
       "示例：\n  cityloop whatif --add primary_school@506000,3110000:800\n  cityloop whatif change.yaml"});
  b.opt(w, "file", a.delta_file, {"a change in YAML or JSON", "YAML 或 JSON 格式的改变"});
  b.opt(w, "--add", a.additions,
        {"KIND@X,Y:CAPACITY or KIND@CELL:CAPACITY; may be repeated",
         "类型@X,Y:容量 或 类型@网格:容量；可重复"});

  auto& t = b.command(
      b.app, "turn",
      {"one turn of the loop: measure, assess, detect, learn, decide",
       "转一圈：体检、评估、发现、学习、决策"},
      {"Stops at a proposal. Run 'adopt' to decide, 'case' to act, 'import' and 'turn' again to learn.",
       "止于建议方案。用 adopt 决策，用 case 行动，再次 import 与 turn 以学习。"});
  b.opt(t, "--most", a.most, {"how many findings and projects to list", "列出多少条"});
  b.opt(t, "--by", a.by, {"who", "操作人"});
}

void decisions(Builder& b) {
  Arguments& a = b.a;
  auto& ad =
      b.command(b.app, "adopt", {"adopt a plan and open its cases", "采纳方案并立案"},
                {"Writes the adoption and the cases to the ledger in one step. Adopting twice opens nothing "
                 "new.\n\nExample:\n  cityloop adopt --by mayor",
                 "把采纳与立案一次写入台账。重复采纳不会重复立案。\n\n示例：\n  cityloop adopt --by 市长"});
  b.opt(ad, "plan", a.plan,
        {"id of the plan, first digits are enough (default: the newest)",
         "方案编号，前几位即可（默认为最新方案）"});
  b.opt(ad, "--by", a.by, {"who adopts it", "采纳人"});

  auto& c = b.command(
      b.app, "case", {"see cases and move them on", "案件：查看与办理"},
      {"Examples:\n  cityloop case list\n  cityloop case show 3f2a\n  cityloop case move 3f2a accept --as "
       "department --by wang\n"
       "  cityloop case move 3f2a finish --as department --by wang --spent 8400万 --built-as-planned",
       "示例：\n  cityloop case list\n  cityloop case show 3f2a\n  cityloop case move 3f2a accept --as "
       "department --by 王\n"
       "  cityloop case move 3f2a finish --as department --by 王 --spent 8400万 --built-as-planned"});
  c.require_subcommand(1);
  auto& l = b.command(c, "list", {"all cases", "全部案件"}, {});
  b.flag(l, "--all", a.all, {"closed ones too", "包括已结案"});
  auto& s = b.command(c, "show", {"one case and its events", "一个案件及其经过"}, {});
  b.opt(s, "id", a.case_id, {"first digits are enough", "前几位即可"})->required();
  auto& m = b.command(c, "move", {"one legal move", "办理一步"},
                      {"Moves: assign accept start finish verify reopen merge cancel.",
                       "步骤：assign accept start finish verify reopen merge cancel。"});
  b.opt(m, "id", a.case_id, {"first digits are enough", "前几位即可"})->required();
  b.opt(m, "move", a.move, {"which move", "哪一步"})->required();
  b.opt(m, "--as", a.role, {"the role in which you act", "以什么角色"})->required();
  b.opt(m, "--by", a.by, {"your name", "姓名"})->required();
  b.opt(m, "--to", a.to, {"assign: department", "交办：部门"});
  b.opt(m, "--due", a.due, {"assign: date", "交办：期限"});
  b.opt(m, "--spent", a.spent, {"finish: money", "完工：支出"});
  b.opt(m, "--built", a.built, {"finish: capacity=N as built", "完工：capacity=N，实际建成容量"});
  b.flag(m, "--built-as-planned", a.built_as_planned, {"finish: built as planned", "完工：按方案建成"});
  b.opt(m, "--into", a.into, {"merge: the case it goes into", "合并：并入的案件"});
  b.opt(m, "--note", a.note, {"a remark, without personal data", "备注，请勿写个人信息"});
  auto& w = b.command(c, "work-all",
                      {"play the people: work every planned case to its end", "模拟：办结全部方案案件"},
                      {"A simulation for demonstrations and tests: it writes events that nobody made, so it "
                       "must be said with --simulate.",
                       "仅供演示与测试：写入的事件并非真人所为，因此必须写明 --simulate。"});
  b.flag(w, "--simulate", a.simulate, {"yes, simulate people", "确认模拟"})->required();
  b.opt(w, "--overrun", a.overrun_percent, {"cost above the price, in percent", "超支百分比"});
  b.opt(w, "--due", a.due,
        {"only cases due by this day (YYYY-MM-DD)", "只办理此日期（YYYY-MM-DD）及以前到期的案件"});

  auto& le = b.command(
      b.app, "learn", {"compare what was promised with what happened", "学习：承诺与实际对比"},
      {"Needs an adopted plan with closed cases and a later snapshot ('import' after the cases closed).",
       "需要：已采纳方案、已结案件，以及其后的快照（结案后再次 import）。"});
  b.flag(le, "--adopt", a.adopt, {"use the new beliefs from now on", "今后采用更新后的经验值"});
  b.opt(le, "--by", a.by, {"who adopts them", "采纳人"});
}

void outputs(Builder& b) {
  Arguments& a = b.a;
  auto& r = b.command(
      b.app, "report", {"one HTML file to read and print", "生成一份可阅读、可打印的 HTML 报告"},
      {"Self-contained: no script, no outside resource; prints on A4.\n\nExample:\n  cityloop --lang zh "
       "report -o report.html",
       "自成一体：无脚本，无外部资源；可用 A4 打印。\n\n示例：\n  cityloop --lang zh report -o report.html"});
  b.opt(
      r, "-o,--out", a.out,
      {"file (default: out/report-LANG.html in the workspace)", "文件（默认为工作区 out/report-语言.html）"});

  auto& e =
      b.command(b.app, "export", {"write results for other software", "导出给其他软件"},
                {"Formats: gpkg, geojson, csv. Example:\n  cityloop export --format gpkg --format csv -o out",
                 "格式：gpkg、geojson、csv。示例：\n  cityloop export --format gpkg --format csv -o out"});
  b.opt(
      e, "--format", a.formats,
      {"gpkg, geojson or csv; may be repeated (default: gpkg)", "gpkg、geojson 或 csv；可重复（默认 gpkg）"});
  b.opt(e, "-o,--out", a.out, {"folder (default: out in the workspace)", "文件夹（默认为工作区 out）"});

  auto& x = b.command(
      b.app, "explain", {"walk any number back to its sources", "追溯任何数字直至来源"},
      {"Subjects: city; a zone's code or name; a cell's id or x,y; the id of a place, finding, project, plan "
       "or case; outcome.\n\n"
       "Examples:\n  cityloop explain city\n  cityloop explain 310115 --indicator "
       "access.primary_school.walk\n  cityloop explain outcome",
       "对象：city；分区代码或名称；网格编号或 x,y；设施、发现、项目、方案、案件的编号；outcome。\n\n"
       "示例：\n  cityloop explain city\n  cityloop explain 310115 --indicator access.primary_school.walk\n  "
       "cityloop explain outcome"});
  b.opt(x, "subject", a.subject, {"what to explain (default: city)", "解释什么（默认 city）"});
  b.opt(x, "-i,--indicator", a.indicator, {"which number (default: the score)", "哪个数字（默认为得分）"});

  auto& d = b.command(
      b.app, "draw",
      {"run a city drawn in text, check its expectations", "运行一座用文字画出的城市并核对期望"},
      {"Prints each expected field as computed and compares; exit code 2 if one differs.\n\nExample:\n  "
       "cityloop draw school_walk.city",
       "打印每个期望指标的计算结果并核对；若不符，退出码为 2。\n\n示例：\n  cityloop draw school_walk.city"});
  b.opt(d, "files", a.files, {"*.city", "*.city"})->required();

  auto& ref =
      b.command(b.app, "reference", {"write the reference pages of the catalogue", "写出目录的参考文档"},
                {"Markdown made from the declarations: indicators, kernels, frameworks, projects.",
                 "由声明生成的 Markdown：指标、算法、评价框架、项目。"});
  b.opt(ref, "-o,--out", a.out, {"folder (default: docs/reference)", "文件夹（默认 docs/reference）"});
}

[[noreturn]] void refuse(const CLI::ParseError& e, const CLI::App& app,
                         const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  Text hint = say("'{} --help' is the manual page", "“{} --help” 是使用说明",
                  at == &app ? "cityloop" : "cityloop " + at->get_name());
  std::vector<std::string> known;
  for (const CLI::Option* o : at->get_options())
    for (const std::string& n : o->get_lnames()) known.push_back("--" + n);
  std::vector<std::string> commands;
  for (const CLI::App* s : at->get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(s->get_name());
  if (dynamic_cast<const CLI::RequiredError*>(&e) != nullptr ||
      dynamic_cast<const CLI::ExtrasError*>(&e) != nullptr) {
    for (const std::string& word : words) {
      if (dynamic_cast<const CLI::ExtrasError*>(&e) == nullptr ||
          std::string{e.what()}.find(word) == std::string::npos)
        continue;
      const bool option = word.starts_with("-");
      const std::string close = option ? nearest_word(word, known) : nearest_word(word, commands);
      if (!close.empty()) hint = say("did you mean '{}'?", "是否想写“{}”？", close);
      throw Error{Fault::bad_input,
                  option ? say("unknown option '{}'", "不认识的选项“{}”", word)
                         : say("unknown command or argument '{}'", "不认识的命令或参数“{}”", word),
                  {},
                  hint};
    }
    if (!commands.empty()) {
      for (const std::string& word : words)
        if (!word.starts_with("-"))
          if (const std::string close = nearest_word(word, commands); !close.empty() && close != word)
            throw Error{Fault::bad_input,
                        say("unknown command '{}'", "不认识的命令“{}”", word),
                        {},
                        say("did you mean '{}'?", "是否想写“{}”？", close)};
      throw Error{Fault::bad_input, {"say which command", "请写明命令"}, {}, hint};
    }
    std::string missing;
    for (const CLI::Option* o : at->get_options())
      if (o->get_required() && o->count() == 0) missing += (missing.empty() ? "" : ", ") + o->get_name();
    throw Error{Fault::bad_input,
                say("{} is missing", "缺少 {}", missing.empty() ? std::string{e.what()} : missing),
                {},
                hint};
  }
  throw Error{Fault::bad_input,
              say("the command line is not understood: {}", "命令行有误：{}", std::string{e.what()}),
              {},
              hint};
}

}  // namespace

Lang language_of(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with("--lang=")) return parse_lang(words[i].substr(7));
    if (words[i] == "--lang" && i + 1 < words.size()) return parse_lang(words[i + 1]);
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* v = std::getenv(name); v != nullptr && *v != '\0') return parse_lang(v);
  return Lang::en;
}

Arguments parse_arguments(const std::vector<std::string>& words, Lang fallback) {
  Arguments a;
  CLI::App app{kMain.in(fallback), "cityloop"};
  app.formatter(std::make_shared<Page>(fallback));
  app.require_subcommand(1);
  app.option_defaults()->group(Text{"Options", "选项"}.in(fallback));
  Builder b{app, a, fallback};
  b.common(app);
  bool version = false;
  app.add_flag("--version", version, Text{"print the version", "显示版本"}.in(fallback));
  facts(b);
  verbs(b);
  decisions(b);
  outputs(b);
  if (words.empty()) {
    a.help = app.help();
    return a;
  }
  if (words.size() == 1 && words.front() == "--version") {
    a.help = "cityloop " CITYLOOP_VERSION "\n";
    return a;
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* at = &app;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    a.help = at->help(at == &app ? "" : "cityloop");
    return a;
  } catch (const CLI::ParseError& e) {
    refuse(e, app, words);
  }
  const CLI::App* chosen = app.get_subcommands().front();
  a.command = chosen->get_name();
  if (!chosen->get_subcommands().empty()) a.case_verb = chosen->get_subcommands().front()->get_name();
  if (a.threads < 0) throw Error{Fault::bad_input, {"--threads must not be negative", "--threads 不能为负"}};
  return a;
}

}  // namespace cityloop
