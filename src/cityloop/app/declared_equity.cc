// The manual page and the options of `cityloop equity`.

#include "cityloop/app/declared.h"

namespace cityloop {

CommandWords equity_words() {
  return {
      {"how unequal, for whom, and where", "公平：差距多大、对谁、在哪里"},
      {"For each criterion of the framework that has a value for each cell: Gini with its standard error, "
       "Theil, "
       "Atkinson and Palma over people; the equal city that is as good (Kolm–Pollak, in the indicator's "
       "unit); the "
       "mean of the worst-served; how much of the inequality lies between the zones of each level, and "
       "between each "
       "group and everybody else; whether the rich have more (concentration index, above 0). Then the "
       "pattern: "
       "Moran's I, and how many cells lie in clusters of high or low values that chance does not explain "
       "(local "
       "Moran, at most 5 % false discoveries).\n\n"
       "Examples:\n  cityloop equity\n"
       "  cityloop equity -i access.park.walk --lorenz lorenz.csv -o cells.csv\n"
       "  cityloop equity --since 3f2a",
       "对评价框架中每项逐网格的指标，按居民计算基尼系数（附标准误）、泰尔、阿特金森与 "
       "Palma；与之同样好的均等城市"
       "（Kolm–Pollak "
       "等值，用指标本身的单位）；最差人群的均值；不平等中有多少在各级分区之间、各人群与其他人之间；"
       "富裕者是否占有更多（集中指数大于 0）。然后是空间格局：莫兰指数，以及有多少网格属于不能用偶然解释的"
       "高值或低值成片（局部莫兰指数，错误发现率不超过 5 %）。\n\n"
       "示例：\n  cityloop equity\n"
       "  cityloop equity -i access.park.walk --lorenz lorenz.csv -o cells.csv\n"
       "  cityloop equity --since 3f2a"}};
}

void equity_options(CLI::App& command, Arguments& a, Lang lang) {
  const auto opt = [&](const std::string& name, auto& into, const Text& what, const Text& value) {
    command.add_option(name, into, what.in(lang))->type_name(value.in(lang));
  };
  const Text number{"N", "数"}, file{"FILE", "文件"};
  opt("-i,--indicator", a.indicators,
      {"only this one, any of the catalogue; may be repeated", "只看此指标（可为目录中任意指标）；可重复"},
      {"INDICATOR", "指标"});
  command.add_flag("--less-is-better", a.less_is_better,
                   Text{"of indicators that the framework does not judge: less is better (minutes, noise)",
                        "对框架未评价的指标：数值越小越好（如分钟、噪声）"}
                       .in(lang));
  opt("--worst", a.worst_percent,
      {"how many percent of people are the worst-served (default: 20)",
       "最差人群占人口的百分之几（默认 20）"},
      number);
  opt("--aversion", a.aversion,
      {"Atkinson's aversion to inequality (default: 0.5)", "阿特金森指数的不平等厌恶系数（默认 0.5）"},
      number);
  opt("--income", a.income,
      {"a published variable of zones to rank people by (default: income; where nobody publishes it, the "
       "share of "
       "people with low income)",
       "用于排序的分区统计变量（默认 income；未发布时按低收入人口占比）"},
      {"VARIABLE", "变量"});
  opt("--since", a.since,
      {"also what changed since this snapshot (first digits of its id)",
       "另列自此快照（编号前几位）以来的变化"},
      {"SNAPSHOT", "快照"});
  opt("--permutations", a.permutations,
      {"of the test for clusters, at most (default: 9999)", "成片检验的最多置换次数（默认 9999）"}, number);
  opt("--lorenz", a.lorenz, {"write the Lorenz curves as CSV", "把洛伦茨曲线写成 CSV"}, file);
  opt("-o,--out", a.out,
      {"write the class and the figures of every cell as CSV", "把各网格的类别与数值写成 CSV"}, file);
}

}  // namespace cityloop
