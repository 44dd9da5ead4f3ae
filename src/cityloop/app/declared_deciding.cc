// The manual pages and the options of the commands about money and choice.

#include "cityloop/app/declare.h"

namespace cityloop {

void plan_options(Declaring& b, CLI::App& p) {
  Arguments& a = b.a;
  const Text file{"FILE", "文件"};
  b.opt(p, "--rules", a.rules,
        {"plan for several years by these rules (default: plan.yaml in the workspace, if there is one)",
         "按此规则编制多年规划（默认采用工作区中的 plan.yaml，如有）"},
        file);
  b.opt(p, "--years", a.plan_years, {"plan for so many years", "规划年数"})->check(CLI::Range(1, 30));
  b.opt(p, "-o,--out", a.out,
        {"the plan as a workbook (.xlsx), pages to print (.html) or its last table (.csv)",
         "把方案写成工作簿（.xlsx）、可打印页面（.html）或其最后一张表（.csv）"},
        file);
  b.opt(p, "--why", a.why,
        {"why this project is not in the programme, and what would bring it in",
         "该项目为何未入规划，怎样才能入选"},
        {"PROJECT", "项目"});
  b.opt(
      p, "--more", a.more,
      {"what so much more money in each fund that holds it back would buy", "各受限资金再增加若干能买到什么"},
      {"AMOUNT", "金额"});
  b.opt(p, "--stability", a.stability,
        {"draw effects and prices so often: how often is each project chosen",
         "对效果与造价抽样若干次：各项目入选的频率"})
      ->check(CLI::Range(10, 100'000));
  b.opt(p, "--front", a.front,
        {"the programme's value against one or more of: cost, running, carbon, district, group",
         "规划价值与下列目标的权衡（可多选）：cost 建设资金、running 运行费、carbon 碳排放、district "
         "最差分区、group "
         "最差群体"},
        {"AIM", "目标"})
      ->delimiter(',');
  b.opt(p, "--points", a.points,
        {"with --front: so many levels of each aim (default: all points where they can be found, else 10)",
         "配合 --front：每个目标取若干档（默认：能求全则求全部，否则 10 档）"})
      ->check(CLI::Range(1, 100));
  b.opt(p, "--level", a.level,
        {"with --front district: of which level of units (default: the coarsest)",
         "配合 --front district：采用哪一级单元（默认最大的一级）"},
        {"LEVEL", "级别"});
  b.opt(p, "--robust", a.robust,
        {"the programme that holds whichever N projects cost more and give less than thought, and what that "
         "costs",
         "任意 N 个项目超支且效果不足时仍成立的规划，及其代价"})
      ->check(CLI::Range(0.0, 1000.0));
  b.opt(p, "--scenarios", a.scenarios,
        {"the programme that fits every scenario of plan.yaml, by: expected, worst or regret",
         "适应 plan.yaml 全部情景的规划，准则：expected 期望、worst 最坏、regret 后悔值"},
        {"RULE", "准则"});
  b.flag(p, "--wait", a.wait,
         {"what deciding a year later, knowing more, could gain for each project",
          "对各项目推迟一年、了解更多后再决策的可能收益"});
}

void declare_deciding(Declaring& b) {
  Arguments& a = b.a;
  const Text id{"ID", "编号"}, key{"KEY", "规则"}, file{"FILE", "文件"}, rate{"RATE", "比率"};
  auto& where = b.command(
      b.app, "site", {"where new places would serve people best, with proof", "新设施选址：最优并附证明"},
      {"Finds the best sites on the city's own streets and timetable: least travel of all together (median), "
       "the farthest least far "
       "(center), most people within a limit (cover), fewest sites for everybody (cover-all), least travel "
       "beyond the standard "
       "(shortfall). Those that exist stay. The answer is optimal where that can be proven, and the proof is "
       "checked by a second "
       "program that shares no code with the solver; else it says how far from the best it may be.\n\n"
       "Examples:\n  cityloop -w mycity site clinic --add 5\n"
       "  cityloop -w mycity site clinic --objective cover --within \"15 min\" --add 3 --out clinics.yaml\n"
       "  cityloop -w mycity site fire_station --mode drive --objective center --add 2 --candidates "
       "sites.csv",
       "在本市真实路网与时刻表上求最佳选址：全体出行最短（median）、最远者最近（center）、限时内覆盖人口最多"
       "（cover）、"
       "以最少设施覆盖所有人（cover-"
       "all）、超出标准的出行最少（shortfall）。现有设施保留。能证明时给出最优解，证明由与求解器"
       "不共用代码的程序核验；否则说明与最优的差距上限。\n\n"
       "示例：\n  cityloop -w mycity site clinic --add 5\n"
       "  cityloop -w mycity site clinic --objective cover --within \"15 min\" --add 3 --out clinics.yaml\n"
       "  cityloop -w mycity site fire_station --mode drive --objective center --add 2 --candidates "
       "sites.csv"});
  b.opt(where, "what", a.subject, {"a type of project, or a kind of place", "项目类型或设施类别"},
        {"WHAT", "类别"})
      ->required()
      ->expected(1);
  b.opt(where, "--add", a.add, {"how many new ones (default: 1)", "新增几处（默认 1）"})
      ->check(CLI::Range(1, 10'000));
  b.opt(where, "--objective", a.objective,
        {"median, center, cover, cover-all or shortfall (default: median)",
         "median、center、cover、cover-all 或 shortfall（默认 median）"},
        {"AIM", "目标"});
  b.opt(where, "--within", a.within,
        {"the limit of cover, cover-all and shortfall (default: 15 min)",
         "cover、cover-all、shortfall 的限时（默认 15 min）"},
        {"TIME", "时间"});
  b.opt(where, "--limit", a.until,
        {"beyond this nobody is served (default: 60 min)", "超过此时间不算可达（默认 60 min）"},
        {"TIME", "时间"});
  b.opt(where, "--mode", a.mode,
        {"walk, cycle, drive, wheelchair or transit (default: walk)",
         "walk、cycle、drive、wheelchair 或 transit（默认 walk）"},
        {"MODE", "方式"});
  b.opt(where, "--candidates", a.from,
        {"where new ones may stand: cells, places:KIND or a CSV file (default: cells that the type may stand "
         "on)",
         "候选地点：cells、places:类别 或 CSV 文件（默认：该类型可建的网格）"},
        {"WHERE", "地点"});
  b.opt(where, "--people", a.name,
        {"whose travel counts (default: all residents)", "计入哪个群体（默认全体居民）"}, {"GROUP", "群体"});
  b.flag(where, "--fresh", a.fresh, {"as if none were there yet", "假定尚无现有设施"});
  b.flag(where, "--capacity", a.capacity,
         {"no site takes more people than it has room for", "不超过各处容量"});
  b.opt(where, "-o,--out", a.out,
        {"write the new places as a change for whatif", "把新增设施写成变更文件，供 whatif 使用"}, file);

  auto& pool = b.command(
      b.app, "project", {"where projects stand, from an idea to their evaluation", "项目状态：从设想到评价"},
      {"Projects of the table that plan.yaml names, those that the health check suggests, and those that "
       "were "
       "adopted: idea, appraised, in_pool, adopted, under_way, done, evaluated. The first three, and "
       "shelved, "
       "are decided by people: each move is dated, signed, gives its reason and stays in the ledger. The "
       "others "
       "follow from an adopted plan, from the case that builds the project and from its outcome. Only what "
       "is in "
       "the pool is planned; what is adopted is held; what is done is not planned again.\n\n"
       "Examples:\n  cityloop -w mycity project list --state in_pool\n"
       "  cityloop -w mycity project state roofs shelved --by Wang --reason \"school closes\"",
       "包括 plan.yaml 所列项目表、体检生成以及已采纳的项目：idea 设想、appraised 已论证、in_pool 已入库、"
       "adopted 已采纳、under_way 在建、done 已完工、evaluated 已评价。前三种及 shelved "
       "搁置由人决定，每次变更注明日期、经手人与理由并记入台账；其余由采纳的方案、建设案件与实测成效决定。"
       "只有入库项目参与规划；已采纳的予以保留；已完工的不再列入。\n\n"
       "示例：\n  cityloop -w mycity project list --state in_pool\n"
       "  cityloop -w mycity project state roofs shelved --by 王 --reason 学校撤并"});
  pool.require_subcommand(1);
  const Text project{"PROJECT", "项目"}, state{"STATE", "状态"};
  auto& all = b.command(pool, "list", {"all projects and where they stand", "全部项目及其状态"},
                        {"Example:\n  cityloop project list --state in_pool",
                         "示例：\n  cityloop project list --state in_pool"});
  b.opt(all, "--state", a.to, {"only those in this state", "只列此状态"}, state);
  b.most(all, {"how many to show (default: 20)", "显示多少项（默认 20）"});
  auto& one = b.command(pool, "show", {"one project and its history", "一个项目及其历程"},
                        {"Example:\n  cityloop project show roofs", "示例：\n  cityloop project show roofs"});
  b.opt(one, "project", a.project, {"its code, or the first digits of its id", "编码或编号的前几位"}, project)
      ->required();
  auto& move =
      b.command(pool, "state", {"move a project by hand", "手工变更项目状态"},
                {"To idea, appraised, in_pool or shelved: one step forward or back, or aside.\n\n"
                 "Example:\n  cityloop project state roofs appraised --by Wang --reason \"site is not free\"",
                 "可改为 idea、appraised、in_pool 或 shelved：进一步、退一步或搁置。\n\n"
                 "示例：\n  cityloop project state roofs appraised --by 王 --reason 用地未落实"});
  b.opt(move, "project", a.project, {"its code, or the first digits of its id", "编码或编号的前几位"},
        project)
      ->required();
  b.opt(move, "state", a.to, {"what it becomes", "改为"}, state)->required();
  b.opt(move, "--by", a.by, {"who decides it (default: user)", "经手人（默认 user）"}, kName);
  b.opt(move, "--reason", a.because, {"why", "理由"}, {"WORDS", "文字"})->required();

  auto& could = b.command(
      b.app, "scenario", {"what the city could become: save, list, compare", "情景：保存、列出、比较"},
      {"A scenario is many changes at once (places, land use, residents, streets, lines) as `whatif` reads "
       "them. Its id follows from the "
       "changes: whoever draws the same scenario gets the same id.\n\n"
       "Examples:\n  cityloop -w mycity scenario add renewal renewal.yaml --because \"district plan\"\n"
       "  cityloop -w mycity scenario compare renewal tramway",
       "情景由多项改变（设施、用地、人口、道路、线路）组成，写法同 "
       "whatif。编号由改变内容决定：内容相同，编号相同。\n\n"
       "示例：\n  cityloop -w mycity scenario add renewal renewal.yaml --because 片区规划\n"
       "  cityloop -w mycity scenario compare renewal tramway"});
  could.require_subcommand(1);
  auto& save =
      b.command(could, "add", {"save one", "保存情景"},
                {"The changes must be possible in the latest city; all problems are said at once.\n\n"
                 "Example:\n  cityloop scenario add renewal renewal.yaml",
                 "改变须能在最新的城市上执行；有问题会一次列出。\n\n示例：\n  cityloop scenario add renewal "
                 "renewal.yaml"});
  b.opt(save, "name", a.name, {"what it is called", "名称"}, kName)->required();
  b.opt(save, "file", a.delta_file, {"the changes in YAML or JSON", "YAML 或 JSON 格式的改变"}, file)
      ->required();
  b.opt(save, "--because", a.because, {"why it is drawn", "理由"}, {"WORDS", "文字"});
  b.opt(save, "--by", a.by, {"who draws it (default: user)", "经手人（默认 user）"}, kName);
  b.command(could, "list", {"all that are saved", "列出全部情景"},
            {"Example:\n  cityloop scenario list", "示例：\n  cityloop scenario list"});
  auto& beside = b.command(
      could, "compare", {"beside the city as it is", "与现状及彼此比较"},
      {"Measures each on the latest city: score, goals and every indicator that moves in any of them.\n\n"
       "Example:\n  cityloop scenario compare renewal tramway",
       "在最新的城市上逐一测算：得分、目标以及任一情景中变化的指标。\n\n示例：\n  cityloop scenario compare "
       "renewal tramway"});
  b.opt(beside, "names", a.codes, {"names or ids (default: all)", "名称或编号（默认全部）"},
        {"SCENARIO", "情景"});

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

  auto& m = b.command(
      b.app, "budget",
      {"share money by need and results; evaluate what was spent", "按需求与成效分配资金；评价支出绩效"},
      {"A formula that pays for need and for results beyond chance, within rails that nobody falls off in a "
       "year; a lab that "
       "shows what it would pay for noise and for tricks before it is adopted; and the evaluation of "
       "finished projects in the "
       "blocks decision, process, output and benefit, made from the ledger.\n\n"
       "Examples:\n  cityloop budget share --data districts.csv --pool 1亿元\n"
       "  cityloop budget lab --data districts.csv --pool 1亿元\n  cityloop -w mycity budget evaluate",
       "按需求与超出偶然的成效分配资金的公式，逐年变动不超过限定幅度；采纳之前先用模拟检验其为偶然与取巧付出"
       "多少；"
       "并依据台账从决策、过程、产出、效益四方面评价已完工项目。\n\n"
       "示例：\n  cityloop budget share --data districts.csv --pool 1亿元\n"
       "  cityloop budget lab --data districts.csv --pool 1亿元\n  cityloop -w mycity budget evaluate"});
  m.require_subcommand(1);
  const Text amount{"AMOUNT", "金额"};
  const auto table = [&](CLI::App& c) {
    b.opt(c, "--data", a.data,
          {"CSV with code, need, score and, if known, name, change, error, change_error, previous",
           "CSV，列为 code、need、score，另可有 name、change、error、change_error、previous"},
          file)
        ->required();
    b.opt(c, "--pool", a.pool, {"what there is to share", "可分配的总额"}, amount)->required();
    b.opt(c, "--rule", a.rules,
          {"YAML with by_need, by_change, power, rail, shrink (defaults: 0.5, 0.5, 0.5, 10 %, true)",
           "YAML：by_need、by_change、power、rail、shrink（默认 0.5、0.5、0.5、10 %、true）"},
          file);
  };
  auto& share =
      b.command(m, "share", {"share a pool, exact to the fen", "分配资金，精确到分"},
                {"Scores are moved towards their mean by how uncertain they are; money follows need and a "
                 "concave function of level and "
                 "change; nobody moves by more than the rail from last year's money.\n\n"
                 "Example:\n  cityloop budget share --data districts.csv --pool 1亿元 --rule rule.yaml",
                 "评分按其不确定程度向均值收缩；资金随需求以及水平与变化的凹函数分配；与上年相比变动不超过限"
                 "定幅度。\n\n"
                 "示例：\n  cityloop budget share --data districts.csv --pool 1亿元 --rule rule.yaml"});
  table(share);
  auto& trial = b.command(
      m, "lab", {"twenty years of a formula before it is adopted", "采纳之前先模拟二十年"},
      {"Compares the formula with itself without shrinking, and with a bonus to the first of the ranking: "
       "what is paid for "
       "noise, what padding a report or holding improvement back wins, how far money swings.\n\n"
       "Example:\n  cityloop budget lab --data districts.csv --pool 1亿元 --years 20",
       "与不收缩的同一公式、以及“奖励第一名”相比较：为偶然付出多少，虚报或藏力能得多少，资金波动多大。\n\n"
       "示例：\n  cityloop budget lab --data districts.csv --pool 1亿元 --years 20"});
  table(trial);
  b.opt(trial, "--years", a.years, {"how many years (default: 20)", "模拟年数（默认 20）"})
      ->check(CLI::Range(3, 200));
  b.opt(trial, "--worlds", a.draws, {"how many worlds (default: 1000)", "模拟次数（默认 1000）"})
      ->check(CLI::Range(1, 1'000'000));
  auto& judge = b.command(
      m, "evaluate", {"evaluate spending on finished projects", "评价已完工项目的支出绩效"},
      {"From the ledger: was there a finding, was a target set, was the budget executed, was it built as "
       "planned, in time and "
       "within its price, and did the indicator move as promised. What is not known is not zero.\n\n"
       "Example:\n  cityloop -w mycity budget evaluate",
       "依据台账：是否有体检依据、是否设定目标、预算执行、是否按规模按时按价完成、指标是否如承诺改善。未知不"
       "等于零。\n\n"
       "示例：\n  cityloop -w mycity budget evaluate"});
  b.opt(judge, "--rules", a.rules,
        {"which rules of the catalogue (default: spending)", "采用目录中的哪套规则（默认 spending）"}, key);
}

}  // namespace cityloop
