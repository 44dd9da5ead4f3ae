#pragma once

// How commands are declared: an option has its words in both languages, and where its value goes.

#include "cityloop/app/declared.h"
#include "cityloop/base/error.h"

namespace cityloop {

inline const Text kNumber{"N", "数"}, kName{"NAME", "姓名"}, kDate{"DATE", "日期"},
    kFolder{"FOLDER", "文件夹"};

/// Declares commands of one program in one language.
struct Declaring {
  CLI::App& app;
  Arguments& a;
  Lang lang;
  std::string say_(const Text& t) const { return t.in(lang); }

  /// Options that every command has; written before or after the command.
  void common(CLI::App& c) {
    std::vector<CLI::Option*> all;
    all.push_back(opt(c, "-w,--workspace", a.workspace,
                      {"folder of the city (default: here)", "城市所在文件夹（默认为当前文件夹）"}, kFolder));
    all.push_back(opt(c, "--catalogue", a.catalogue,
                      {"folder with indicators, frameworks and projects (default: the one that came with "
                       "the program)",
                       "存放指标、评价框架和项目类型的文件夹（默认为程序自带）"},
                      kFolder));
    all.push_back(opt(c, "--framework", a.framework,
                      {"judge by this framework of the catalogue (default: the city's first)",
                       "采用目录中的此评价框架（默认为该市的第一个）"},
                      {"KEY", "框架"}));
    all.push_back(c.add_option_function<std::string>(
                       "--lang",
                       [&into = a](const std::string& s) {
                         if (s != "en" && s != "zh")
                           throw Error{Fault::bad_input,
                                       say("'{}' is not a language of CityLoop", "CityLoop 没有语言“{}”", s),
                                       {},
                                       {"write --lang en or --lang zh", "请写 --lang en 或 --lang zh"}};
                         into.lang = parse_lang(s);
                       },
                       say_({"en or zh (default: the city's language; for help, that of the terminal)",
                             "en 或 zh（默认为城市的语言；使用说明随终端）"}))
                      ->type_name(say_({"LANG", "语言"})));
    all.push_back(flag(c, "--json", a.json, {"JSON on standard output", "向标准输出写 JSON"}));
    all.push_back(opt(c, "--threads", a.threads,
                      {"how many threads (default: all cores); never changes a result",
                       "线程数（默认为全部核心），不影响结果"}));
    all.push_back(flag(c, "-q,--quiet", a.quiet, {"no progress, no remarks", "不显示进度与提示"}));
    all.push_back(c.set_help_flag("-h,--help", say_({"this page", "显示本页"})));
    for (CLI::Option* o : all) o->group("common");
  }

  CLI::App& command(CLI::App& parent, const std::string& name, const Text& what, const Text& page) {
    CLI::App* c = parent.add_subcommand(name, say_(what));
    c->footer(say_(page));
    common(*c);
    return *c;
  }
  template <class T>
  CLI::Option* opt(CLI::App& c, const std::string& name, T& into, const Text& what,
                   const Text& value = kNumber) {
    return c.add_option(name, into, say_(what))->type_name(say_(value));
  }
  CLI::Option* flag(CLI::App& c, const std::string& name, bool& into, const Text& what) {
    return c.add_flag(name, into, say_(what));
  }
  void most(CLI::App& c, const Text& what) { opt(c, "--most", a.most, what)->check(CLI::NonNegativeNumber); }
};

/// The declarations of what leaves for other people and programs; in declared_outputs.cc.
void outputs(Declaring&);
/// What `plan` takes besides: rules, questions about a programme; in declared_deciding.cc.
void plan_options(Declaring&, CLI::App& plan);
/// Commands about money and choice: site, project, scenario, appraise, budget.
void declare_deciding(Declaring&);
/// The commands `backup` and `restore`.
void declare_backup(Declaring&);
/// The command `units`.
void declare_units(Declaring&);
/// The command `serve`.
void declare_serve(Declaring&);
/// The command `accounts`.
void declare_accounts(Declaring&);

}  // namespace cityloop
