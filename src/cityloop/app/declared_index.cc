#include "cityloop/app/declare.h"
#include "cityloop/app/declared.h"

namespace cityloop {
namespace {

const Text kFile{"FILE", "文件"};

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
      {"composite indices: make one, check and doubt it, explain a change",
       "综合指数：编制、检查、不确定性、变化归因"},
      {"Needs no workspace: a table with one row for each unit (city, district, cell) and a methodology in "
       "YAML "
       "that says which columns are indicators, which way they point, and what is done with them.\n\n"
       "Examples:\n  cityloop index build --data cities.csv --method method.yaml\n"
       "  cityloop index build --data cities.csv --method method.yaml --out steps\n"
       "  cityloop index check --data cities.csv --method method.yaml",
       "不需要工作区：一张每个对象（城市、区、网格）一行的数据表，以及一份 YAML 方法文件，说明哪些列是指标、"
       "方向如何、如何处理。\n\n"
       "示例：\n  cityloop index build --data cities.csv --method method.yaml\n"
       "  cityloop index build --data cities.csv --method method.yaml --out steps\n"
       "  cityloop index check --data cities.csv --method method.yaml"});
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

  auto& k = p.command(
      i, "check",
      {"look a methodology through: doubles, dominance, consistency", "检查方法：重复计入、主导指标、一致性"},
      {"Makes the index and says what its methodology does without saying so: which parts matter more or "
       "less "
       "than their weight (the share of squared correlations with the aggregate), whether the indicators of "
       "an "
       "aggregate say the same (Cronbach's α), how far the places move when one part is left out, and which "
       "indicators are counted twice or pull against each other.\n\n"
       "Example:\n  cityloop index check --data cities.csv --method method.yaml",
       "编制指数，并指出方法中未明说的影响：哪些部分的实际重要性高于或低于其权重（与汇总值相关系数平方的占比"
       "），"
       "同一汇总项的指标是否一致（克龙巴赫 "
       "α），去掉某一部分后位次变动多少，以及哪些指标重复计入或相互抵触。\n\n"
       "示例：\n  cityloop index check --data cities.csv --method method.yaml"});
  p.data_and_method(k);
  p.opt(k, "--most", a.most,
        {"how many parts left out to list (default: 20)", "列出去掉多少个部分（默认 20）"}, kNumber)
      ->check(CLI::NonNegativeNumber);

  auto& d = p.command(
      i, "doubt", {"how sure the ranks are, and what moves them", "位次有多可靠，受什么影响"},
      {"Makes the index again and again with what might as well have been chosen (‘doubt:’ in the "
       "methodology) and with "
       "values as uncertain as they are. Shows the interval of each rank, how often a unit is among the "
       "first, and how "
       "often it is ahead of the next. With --points also which choice moves the ranks how much (Sobol).\n\n"
       "Example:\n  cityloop index doubt --data cities.csv --method method.yaml --draws 2000 --top 3 "
       "--points 512",
       "用本可另选的做法（方法文件中的“doubt:"
       "”）与数据自身的误差，反复编制指数。给出每个位次的区间、进入前列的概率，"
       "以及领先下一名的概率。加 --points 时还给出各项选择对位次的影响（Sobol）。\n\n"
       "示例：\n  cityloop index doubt --data cities.csv --method method.yaml --draws 2000 --top 3 --points "
       "512"});
  p.data_and_method(d);
  p.opt(d, "--draws", a.draws, {"how often (default: 1000)", "抽样次数（默认 1000）"}, kNumber)
      ->check(CLI::Range(10, 10'000'000));
  p.opt(d, "--top", a.top, {"among how many first (default: 10)", "前多少名（默认 10）"}, kNumber)
      ->check(CLI::PositiveNumber);
  p.opt(d, "--points", a.points,
        {"points for the sensitivity, best a power of two (default: none)",
         "敏感性分析的点数，宜取 2 的幂（默认不做）"},
        kNumber)
      ->check(CLI::Range(16, 1 << 20));
  p.opt(d, "--most", a.most, {"how many units to list (default: 20)", "列出多少个对象（默认 20）"}, kNumber)
      ->check(CLI::NonNegativeNumber);

  auto& c = p.command(
      i, "change",
      {"share out a change of scores: data, weights, bounds, method",
       "得分变化的归因：数据、权重、量程、方法"},
      {"Compares two editions of an index and says how much of each unit's change is due to its data and how "
       "much to "
       "those who count. The shares are Shapley values: they sum to the change, and none depends on who is "
       "named "
       "first.\n\n"
       "Examples:\n  cityloop index change --before 2023.csv --after 2024.csv --method method.yaml\n"
       "  cityloop index change --before 2023.csv --after 2024.csv --method v1.yaml --method-after v2.yaml",
       "比较指数的两期，说明每个对象的得分变化中有多少来自数据，多少来自算法。各份额为 Shapley "
       "值：其和恰为变化量，"
       "且与先后次序无关。\n\n"
       "示例：\n  cityloop index change --before 2023.csv --after 2024.csv --method method.yaml\n"
       "  cityloop index change --before 2023.csv --after 2024.csv --method v1.yaml --method-after v2.yaml"});
  p.opt(c, "--before", a.before, {"the earlier table", "前期数据表"}, kFile)->required();
  p.opt(c, "--after", a.after, {"the later table", "后期数据表"}, kFile)->required();
  p.opt(c, "--method", a.method, {"the methodology of the earlier edition", "前期方法文件"}, kFile)
      ->required();
  p.opt(c, "--method-after", a.method_after,
        {"that of the later one (default: the same)", "后期方法文件（默认相同）"}, kFile);
  p.opt(c, "--most", a.most, {"how many units to list (default: 20)", "列出多少个对象（默认 20）"}, kNumber)
      ->check(CLI::NonNegativeNumber);
}

}  // namespace cityloop
