// The manual pages and the options of the commands about money and choice.

#include "cityloop/app/declare.h"

namespace cityloop {

void declare_deciding(Declaring& b) {
  Arguments& a = b.a;
  const Text id{"ID", "编号"}, key{"KEY", "规则"}, file{"FILE", "文件"}, rate{"RATE", "比率"};
  auto& p = b.command(
      b.app, "appraise",
      {"what projects cost over their lives, and what they are worth", "项目全寿命成本与价值评价"},
      {"Each project of a plan by itself: cost of building and running it over its life with optimism taken "
       "off, a year of that "
       "(equivalent annual cost), residents lifted to the standard and user-minutes saved for each yuan, "
       "carbon, and where the "
       "rules have a price for what it gives, NPV, BCR and rates of return. Rules (rates, prices, factors) "
       "are files of "
       "catalogue/appraisal, each with its source.\n\n"
       "With --flows no city is needed: a table of years, costs and benefits.\n\n"
       "Examples:\n  cityloop -w mycity appraise\n  cityloop -w mycity appraise --project clinic --rules "
       "green_book\n"
       "  cityloop appraise --flows flows.csv --rate \"3.5 %\"",
       "逐个评价计划中的项目：计入乐观偏差后的建设与运行全寿命成本、等额年成本、每元投入带来的新增达标人数与"
       "节省的"
       "居民分钟数、碳排放；规则为收益定价时，还给出净现值、效益费用比与收益率。规则（折现率、价格、系数）存"
       "放在 "
       "catalogue/appraisal，均注明来源。\n\n加 --flows 时不需要城市，只需一张年份、成本、效益表。\n\n"
       "示例：\n  cityloop -w mycity appraise\n  cityloop -w mycity appraise --project clinic --rules "
       "green_book\n"
       "  cityloop appraise --flows flows.csv --rate \"3.5 %\""});
  b.opt(p, "--plan", a.plan, {"which plan (default: the newest)", "哪个计划（默认最新）"}, id);
  b.opt(p, "--project", a.project,
        {"only projects whose type or id begins so, in full", "只看类型或编号以此开头的项目，并给出明细"},
        id);
  b.opt(p, "--rules", a.rules,
        {"which rules of the catalogue (default: social)", "采用目录中的哪套规则（默认 social）"}, key);
  b.opt(p, "--flows", a.flows,
        {"a table instead of a plan: CSV with year, cost, benefit",
         "用表代替计划：CSV，列为 year、cost、benefit"},
        file);
  b.opt(p, "--rate", a.rate, {"one rate for --flows instead of the rules'", "用于 --flows 的单一折现率"},
        rate);
}

}  // namespace cityloop
