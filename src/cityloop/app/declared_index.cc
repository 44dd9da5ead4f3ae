#include "cityloop/app/declared.h"

namespace cityloop {
namespace {

const Text kFile{"FILE", "文件"}, kFolder{"FOLDER", "文件夹"}, kNumber{"N", "数"};

struct Page {
  Arguments& a;
  Lang lang;
  const std::function<void(CLI::App&)>& common;

  CLI::App& command(CLI::App& parent, const std::string& name, const Text& what, const Text& page) const {
    CLI::App* c = parent.add_subcommand(name, what.in(lang));
    c->footer(page.in(lang));
    common(*c);
    return *c;
  }
  template <class T>
  CLI::Option* opt(CLI::App& c, const std::string& name, T& into, const Text& what, const Text& value) const {
    return c.add_option(name, into, what.in(lang))->type_name(value.in(lang));
  }
  void data_and_method(CLI::App& c) const {
    opt(c, "--data", a.data, {"the table: CSV with one row for each unit", "数据表：CSV，每个对象一行"},
        kFile)
        ->required();
    opt(c, "--method", a.method, {"the methodology: YAML", "方法文件：YAML"}, kFile)->required();
  }
};

}  // namespace

void declare_index(CLI::App& app, Arguments& a, Lang lang, const std::function<void(CLI::App&)>& common) {
  const Page p{a, lang, common};
  auto& i = p.command(
      app, "index",
      {"composite indices: make one, doubt it, explain a change", "综合指数：编制、不确定性、变化归因"},
      {"Needs no workspace: a table with one row for each unit (city, district, cell) and a methodology in "
       "YAML "
       "that says which columns are indicators, which way they point, and what is done with them.\n\n"
       "Examples:\n  cityloop index build --data cities.csv --method method.yaml\n"
       "  cityloop index build --data cities.csv --method method.yaml --out steps",
       "不需要工作区：一张每个对象（城市、区、网格）一行的数据表，以及一份 YAML 方法文件，说明哪些列是指标、"
       "方向如何、如何处理。\n\n"
       "示例：\n  cityloop index build --data cities.csv --method method.yaml\n"
       "  cityloop index build --data cities.csv --method method.yaml --out steps"});
  i.require_subcommand(1);
  auto& b = p.command(
      i, "build", {"make an index: scores, ranks and every step", "编制指数：得分、位次与全部中间步骤"},
      {"Denominates, screens, fills gaps, treats outliers, normalises, weighs and aggregates as the "
       "methodology "
       "declares. Nothing is changed silently: with --out every step is a CSV file, and audit.csv has a row "
       "for "
       "each value that is not the one given. A missing value is never zero.\n\n"
       "Example:\n  cityloop index build --data cities.csv --method method.yaml --out steps --most 10",
       "按方法文件依次做相对化、筛选、插补、异常值处理、标准化、加权与汇总。任何改动都有记录：加 --out "
       "时每一步"
       "各写一个 CSV 文件，audit.csv 逐一列出与原值不同的数值。缺失值绝不当作零。\n\n"
       "示例：\n  cityloop index build --data cities.csv --method method.yaml --out steps --most 10"});
  p.data_and_method(b);
  p.opt(b, "-o,--out", a.out, {"write every step as CSV into this folder", "把每一步写成 CSV 存入此文件夹"},
        kFolder);
  p.opt(b, "--most", a.most, {"how many units to list (default: 20)", "列出多少个对象（默认 20）"}, kNumber)
      ->check(CLI::NonNegativeNumber);
}

}  // namespace cityloop
