#include "cityloop/app/declared.h"

#include "cityloop/app/declare.h"
#include "cityloop/simulate/travel/profile.h"

namespace cityloop {
namespace {

const Text kMain{
    "CityLoop runs a city as a loop: measure, assess, detect, decide, act, learn.\n\n"
    "A first hour:\n"
    "  cityloop new --demo mycity        a generated city in standard formats\n"
    "  cityloop -w mycity import         its files become facts\n"
    "  cityloop -w mycity turn           look, find, propose a budgeted plan\n"
    "  cityloop -w mycity report         one HTML file to read and print\n\n"
    "Exit codes: 0 done, 2 bad input, 3 not found, 4 conflict, 5 forbidden, 6 unavailable, 70 internal "
    "error, "
    "130 stopped. 'cityloop COMMAND --help' is the manual page of a command.",
    "CityLoop 让城市治理形成闭环：体检、评估、发现、决策、行动、学习。\n\n"
    "第一次使用：\n"
    "  cityloop new --demo mycity        生成一座示例城市，文件均为通用格式\n"
    "  cityloop -w mycity import         读取文件，形成快照\n"
    "  cityloop -w mycity turn           体检、发现问题、提出有预算的方案\n"
    "  cityloop -w mycity report         生成一份可阅读、可打印的 HTML 报告\n\n"
    "退出码：0 完成，2 输入有误，3 未找到，4 冲突，5 无权，6 不可用，70 内部错误，130 中止。"
    "“cityloop 命令 --help”显示该命令的使用说明。"};

void facts(Declaring& b) {
  Arguments& a = b.a;
  auto& n = b.command(
      b.app, "new", {"make a workspace", "新建工作区"},
      {"Writes a commented city.yaml, or with --demo a whole generated city in the formats that real cities "
       "come in (OSM PBF, GTFS, CSV, GeoJSON).\n\n"
       "Examples:\n  cityloop new mycity\n  cityloop new --demo --people 1000000 --seed 7 demo",
       "写出带注释的 city.yaml；加 --demo 则生成一座城市，文件格式与真实城市相同"
       "（OSM PBF、GTFS、CSV、GeoJSON）。\n\n"
       "示例：\n  cityloop new mycity\n  cityloop new --demo --people 1000000 --seed 7 demo"});
  b.opt(n, "folder", a.folder, {"the folder to make", "要新建的文件夹"})->required();
  b.flag(n, "--demo", a.demo, {"generate a city", "生成示例城市"});
  b.opt(n, "--people", a.people,
        {"with --demo: how many residents, 10,000 to 10,000,000 (default: 200,000)",
         "配合 --demo：人口，1 万至 1000 万（默认 20 万）"});
  b.opt(n, "--seed", a.seed,
        {"with --demo: another seed, another city (default: 1)",
         "配合 --demo：随机种子，种子不同则城市不同（默认 1）"})
      ->check(CLI::NonNegativeNumber);
  b.opt(n, "--years-later", a.years_later,
        {"with --demo: the same city so many years on", "配合 --demo：同一城市若干年之后"})
      ->check(CLI::NonNegativeNumber);
  b.opt(n, "--cell", a.cell_m,
        {"with --demo: side of a cell in metres (default: 100)", "配合 --demo：网格边长，米（默认 100）"});

  auto& i = b.command(
      b.app, "import", {"read the files of city.yaml into a snapshot", "把 city.yaml 所列文件读成快照"},
      {"Reads every source, adds what finished cases have built, and stores one snapshot named by its "
       "content: importing the same files twice gives the same snapshot. If anything fails, or the power "
       "does, the old snapshot stays as it was. A broken row is left out and named; with --strict it stops "
       "the import.\n\n"
       "Examples:\n  cityloop -w mycity import\n  cityloop -w mycity import --strict",
       "读取全部来源，并入已结案件建成的内容，存为一个以内容命名的快照：同样的文件导入两次得到同一快照。"
       "若中途失败或断电，旧快照不受影响。有误的行不予采用并逐一指明；加 --strict 则中止导入。\n\n"
       "示例：\n  cityloop -w mycity import\n  cityloop -w mycity import --strict"});
  b.flag(i, "--strict", a.strict, {"a problem in the data is an error", "数据问题视为错误"});

  b.command(b.app, "check", {"show the configuration and every data problem", "显示配置与全部数据问题"},
            {"Prints the effective configuration, what is in the latest snapshot, and what is wrong with it "
             "and with the catalogue. Exit code 2 if there is a problem.\n\n"
             "Example:\n  cityloop -w mycity check",
             "显示生效的配置、最新快照的内容，以及快照与目录中的问题。若有问题，退出码为 2。\n\n"
             "示例：\n  cityloop -w mycity check"});
}

void travel(Declaring& b) {
  Arguments& a = b.a;
  auto& t = b.command(
      b.app, "travel", {"travel times, reach, isochrones and routes", "出行时间、可达性、等时圈与路线"},
      {"Asks about travel itself, without an indicator. Where: `cells`; `places:KIND`; a file that ends in "
       ".csv with "
       "columns id and lon, lat (or x, y in metres); a position `lon,lat` or `x,y`.\n\n"
       "Modes: walk, wheelchair, cycle, drive, and transit, which is on foot and by public transport, "
       "whichever is "
       "faster.\n\n"
       "Examples:\n  cityloop travel matrix --from cells --to places:hospital --within '60 min' -o "
       "hospitals.csv\n"
       "  cityloop travel access --to clinic --within 15min --mode transit -o clinics.gpkg\n"
       "  cityloop travel isochrone --from 113.61,34.75 --within 5,10,15min -o circle.geojson\n"
       "  cityloop travel routes --from 113.61,34.75 --to 113.66,34.76 --mode transit --depart 08:00",
       "直接查询出行，不经指标。位置写法：`cells`（全部网格）；`places:类别`；以 .csv 结尾的文件，含 id 与 "
       "lon、lat"
       "（或以米为单位的 x、y）列；或一个位置“经度,纬度”或“x,y”。\n\n"
       "方式：walk 步行、wheelchair 轮椅、cycle 骑行、drive 驾车、transit "
       "步行与公共交通结合（取较快者）。\n\n"
       "示例：\n  cityloop travel matrix --from cells --to places:hospital --within '60 min' -o "
       "hospitals.csv\n"
       "  cityloop travel access --to clinic --within 15min --mode transit -o clinics.gpkg\n"
       "  cityloop travel isochrone --from 113.61,34.75 --within 5,10,15min -o circle.geojson\n"
       "  cityloop travel routes --from 113.61,34.75 --to 113.66,34.76 --mode transit --depart 08:00"});
  t.require_subcommand(1);
  const Text where{"WHERE", "位置"}, time{"TIME", "时刻"}, length{"TIME", "时长"};
  const auto common = [&](CLI::App& c) {
    b.opt(c, "--mode", a.mode,
          {"walk, wheelchair, cycle, drive or transit (default: walk)",
           "walk、wheelchair、cycle、drive 或 transit（默认 walk）"},
          {"MODE", "方式"});
    b.opt(c, "--speed", a.speed,
          {"on streets and to them, such as 3.6km/h (default: the mode's own)",
           "行进速度，如 3.6km/h（默认为该方式的速度）"},
          {"SPEED", "速度"});
    b.flag(
        c, "--flat", a.flat,
        {"leave slopes out (default: they count where heights are known)", "不计坡度（默认在有高程处计入）"});
    b.opt(c, "--stress", a.stress,
          {"cycle: the most traffic stress a rider takes, 1 to 4; beyond it the bicycle is pushed",
           "cycle：骑行者可承受的最高交通压力等级，1 至 4；超过处推车步行"})
        ->check(CLI::Range(1, 4));
    b.flag(c, "--traffic", a.traffic,
           {"drive: at the speed in traffic where it is known", "drive：有数据处按拥堵速度行驶"});
    b.flag(c, "--wheelchair", a.wheelchair,
           {"transit: roll instead of walking, without stairs and without what is barred",
            "transit：乘轮椅而非步行，不走楼梯，不乘注明轮椅不可用者"});
    b.opt(c, "--date", a.date,
          {"transit: the day, YYYY-MM-DD (default: the timetable's busiest)",
           "transit：日期，YYYY-MM-DD（默认为班次最多的一天）"},
          kDate);
    b.opt(c, "--depart", a.depart,
          {"transit: the first departure (default: 07:00)", "transit：最早出发时刻（默认 07:00）"}, time);
    b.opt(c, "--arrive-by", a.arrive_by,
          {"transit: instead of --depart, the first arrival: the times are those since the latest departure",
           "transit：代替 --depart，给出最早到达时刻；时间自可赶上的最晚出发算起"},
          time);
    b.opt(c, "--until", a.until,
          {"transit: the end of departures, or of arrivals (default: two hours later)",
           "transit：出发（或到达）时段的终点（默认两小时之后）"},
          time);
    b.opt(c, "--leg", a.leg,
          {"transit: the longest walk to a stop and from one (default: 20 min)",
           "transit：到站与离站的最长步行时间（默认 20 min）"},
          length);
    b.opt(c, "--every", a.every,
          {"transit: one departure every so often, such as 1min: faster (default: all moments, exactly)",
           "transit：每隔多久取一次出发，如 1min，更快（默认精确计入每一刻）"},
          length);
    b.opt(c, "--rides", a.rides,
          {"transit: vehicles taken at most (default: 4)", "transit：最多乘车次数（默认 4）"})
        ->check(CLI::Range(1, 8));
  };
  const auto percentiles = [&](CLI::App& c) {
    b.opt(c, "--percentile", a.percentiles,
          {"transit: which of the travel times in the window, such as 5,50,95 (default: 50)",
           "transit：取时段内出行时间的第几百分位，如 5,50,95（默认 50）"})
        ->delimiter(',')
        ->check(CLI::Range(1.0, 100.0));
  };
  const auto weights = [&](CLI::App& c) {
    b.opt(c, "--reluctance", a.reluctance,
          {"transit: how many minutes on board a minute on foot counts for (default: 1)",
           "transit：步行一分钟相当于乘车几分钟（默认 1）"})
        ->check(CLI::Range(1.0, Weights::kMost));
    b.opt(c, "--wait-weight", a.wait_weight,
          {"transit: the same for waiting (default: 1)", "transit：候车一分钟相当于乘车几分钟（默认 1）"})
        ->check(CLI::Range(1.0, Weights::kMost));
    b.opt(c, "--transfer-penalty", a.transfer_penalty,
          {"transit: what each ride after the first adds, such as 5min (default: nothing)",
           "transit：首次乘车之后每次乘车所加的时间，如 5min（默认不加）"},
          length);
  };
  const auto budget = [&](CLI::App& c) {
    b.opt(c, "--budget", a.budget,
          {"transit: what a journey may cost, such as 4.80, in the currency of the city's fares; 0: on foot "
           "only "
           "(default: prices do not matter)",
           "transit：一次出行的票价上限，如 4.80，以本市票价的货币计；0 表示只步行（默认不计票价）"},
          {"MONEY", "金额"});
  };
  const auto within = [&](CLI::App& c, const Text& what) {
    b.opt(c, "--within", a.within, what, length)->delimiter(',');
  };
  const auto out = [&](CLI::App& c, const Text& what) {
    b.opt(c, "-o,--out", a.out, what, {"FILE", "文件"});
  };

  auto& m = b.command(t, "matrix", {"times between many points", "多点之间的出行时间"},
                      {"One row for each pair within the limit; for transit one column for each percentile. "
                       "A file .csv has rows, .gpkg a "
                       "table for desktop GIS, .npy all pairs as one packed array of seconds (time, from, "
                       "to; not a number where there "
                       "is no way), with the names beside it in -from.csv and -to.csv. Without -o, CSV goes "
                       "to standard output.\n\n"
                       "Example:\n  cityloop travel matrix --from cells --to places:hospital --mode drive "
                       "--within 30min -o h.npy",
                       "每个在上限之内的起讫点对一行；transit 每个百分位一列。.csv 为逐行，.gpkg 为供桌面 "
                       "GIS 的表，.npy 为全部点对的"
                       "紧凑数组，单位秒（时间、起点、终点；不可达为 NaN），名称在同名的 -from.csv 与 "
                       "-to.csv 中。不写 -o 则向标准输出写 "
                       "CSV。\n\n示例：\n  cityloop travel matrix --from cells --to places:hospital --mode "
                       "drive --within 30min -o h.npy"});
  b.opt(m, "--from", a.from, {"where people start; may be repeated", "起点；可重复"}, where)->required();
  b.opt(m, "--to", a.destinations, {"where they go; may be repeated", "终点；可重复"}, where)->required();
  within(m, {"the limit (default: 60 min)", "时间上限（默认 60 min）"});
  percentiles(m);
  weights(m);
  budget(m);
  common(m);
  out(m, {"the file to write: .csv, .gpkg or .npy", "写入的文件：.csv、.gpkg 或 .npy"});

  auto& acc = b.command(
      t, "access",
      {"how many places each cell reaches, and how far the nearest is", "每个网格可达的设施数与最近设施"},
      {"For each kind and each limit: the open places within it; and the time to the nearest one. The table "
       "shows what "
       "residents reach on average and how many of them reach none.\n\n"
       "Example:\n  cityloop travel access --to clinic,hospital --within 15,30min --mode transit -o "
       "access.gpkg",
       "对每类设施与每个上限：其内开放设施的数量；以及到最近一处的时间。表中给出居民的平均可达数量与一处也不"
       "可达的人口。\n\n"
       "示例：\n  cityloop travel access --to clinic,hospital --within 15,30min --mode transit -o "
       "access.gpkg"});
  b.opt(acc, "--to", a.destinations, {"kinds of place", "设施类别"}, {"KIND", "类别"})
      ->required()
      ->delimiter(',');
  within(acc, {"limits, such as 15,30min (default: 15 min)", "时间上限，如 15,30min（默认 15 min）"});
  percentiles(acc);
  weights(acc);
  b.opt(acc, "--open-at", a.open_at,
        {"only places that are open at this moment of the week: 'Tue 19:00'; those that do not say count as "
         "open",
         "仅计入一周中该时刻开放的设施，如“周二 19:00”；未注明开放时间的按开放计"},
        {"WHEN", "时刻"});
  budget(acc);
  common(acc);
  out(acc, {"a file .gpkg, or a folder for CSV and GeoJSON", ".gpkg 文件；或文件夹，写 CSV 与 GeoJSON"});

  auto& iso = b.command(
      t, "isochrone", {"what can be reached within a time, as an area", "限时可达范围，以面表示"},
      {"All points within 50 m of a stretch of street that is reached in time, exact to the part of the "
       "stretch: not a hull "
       "around points. With --mode transit people leave at exactly --depart; with --arrive-by it is from "
       "where "
       "one is there by exactly then.\n\n"
       "Example:\n  cityloop travel isochrone --from places:hospital --within 5,10,15min -o circles.geojson",
       "限时内可达路段（精确到路段的一部分）两侧 50 米以内的全部位置，而非点的外包。--mode transit 时恰在 "
       "--depart 出发；用 --arrive-by 时则为恰在该时刻之前可到达该点的范围。\n\n示例：\n  cityloop "
       "travel isochrone --from places:hospital --within "
       "5,10,15min -o "
       "circles.geojson"});
  b.opt(iso, "--from", a.from, {"where people start; may be repeated", "起点；可重复"}, where)->required();
  within(iso, {"limits, such as 5,10,15min (default: 15 min)", "时间上限，如 5,10,15min（默认 15 min）"});
  budget(iso);
  common(iso);
  out(iso, {"a file .geojson or .gpkg", ".geojson 或 .gpkg 文件"});

  auto& r = b.command(
      t, "routes", {"a fastest way, leg by leg", "最快路线，逐段列出"},
      {"A fastest way between each pair of points along the streets; with --mode transit all ways that no "
       "other beats in arrival and rides, leaving at --depart; with --arrive-by those that are "
       "there by then and that no other beats in departure and rides. For explanation, and for checking "
       "against other planners.\n\nExample:\n  cityloop travel routes --from 113.61,34.75 --to "
       "places:hospital -o "
       "ways.geojson",
       "每对起讫点之间沿道路的最快路线；--mode transit 时列出在 --depart "
       "出发、到达时间与乘车次数均不"
       "劣于其他的全部路线；用 --arrive-by "
       "时列出在该时刻之前到达、出发时间与乘车次数均不劣于其他的路线。用于说明，也可与其他规划软件核对。\n\n"
       "示例：\n  cityloop travel routes --from 113.61,34.75 --to places:hospital -o ways.geojson"});
  b.opt(r, "--from", a.from, {"where people start; may be repeated", "起点；可重复"}, where)->required();
  b.opt(r, "--to", a.destinations, {"where they go; may be repeated", "终点；可重复"}, where)->required();
  within(r, {"the limit (default: 24 h; transit 2 h)", "时间上限（默认 24 h；transit 为 2 h）"});
  common(r);
  out(r, {"a file .geojson or .gpkg", ".geojson 或 .gpkg 文件"});

  auto& f =
      b.command(t, "fares", {"what a faster way costs", "更快的路线要多少钱"},
                {"By public transport: for each pair of points the front of price and time, cheapest first. "
                 "Each row costs more "
                 "than the one before and is faster; the time is a percentile of all departures within that "
                 "budget. A row "
                 "without a fare is one that nobody prices. CSV, to standard output or a file.\n\n"
                 "Example:\n  cityloop travel fares --from 113.61,34.75 --to places:hospital --depart 08:00",
                 "乘公共交通：每对起讫点之间票价与时间的权衡，由便宜到贵。每一行都比上一行贵且更快；时间为该"
                 "预算内各次出发所需"
                 "时间的百分位。没有票价的行表示票价未知。以 CSV 写到标准输出或文件。\n\n"
                 "示例：\n  cityloop travel fares --from 113.61,34.75 --to places:hospital --depart 08:00"});
  b.opt(f, "--from", a.from, {"where people start; may be repeated", "起点；可重复"}, where)->required();
  b.opt(f, "--to", a.destinations, {"where they go; may be repeated", "终点；可重复"}, where)->required();
  within(f, {"the limit (default: 2 h)", "时间上限（默认 2 h）"});
  percentiles(f);
  common(f);
  out(f, {"a file .csv", ".csv 文件"});
}

void verbs(Declaring& b) {
  Arguments& a = b.a;
  const Text indicator{"INDICATOR", "指标"};
  auto& m =
      b.command(b.app, "measure", {"measure the latest snapshot", "体检：测量最新快照"},
                {"Every indicator that the framework names, or those given. Their definitions are in "
                 "docs/reference/indicators.md.\n\n"
                 "Examples:\n  cityloop measure\n"
                 "  cityloop measure -i access.primary_school.walk --map access.primary_school.walk",
                 "测量评价框架所列的全部指标，或指定的指标。指标定义见 docs/reference/zh/indicators.md。\n\n"
                 "示例：\n  cityloop measure\n"
                 "  cityloop measure -i access.primary_school.walk --map access.primary_school.walk"});
  b.opt(m, "-i,--indicator", a.indicators,
        {"only this one, any of the catalogue; may be repeated", "只测此指标（可为目录中任意指标）；可重复"},
        indicator);
  b.opt(m, "--map", a.map, {"draw one indicator as text (small lattices)", "用文字画出一个指标（小网格）"},
        indicator);

  auto& s = b.command(
      b.app, "assess", {"judge the measurement by the framework", "评估：按评价框架打分"},
      {"Scores, standards met and coverage: of the city, its goals, its groups of people and its zones.\n\n"
       "Example:\n  cityloop assess --most 5",
       "全市、各目标、各人群、各分区的得分、达标率与覆盖率。\n\n示例：\n  cityloop assess --most 5"});
  b.most(s, {"how many zones to list (default: 20)", "列出多少个分区（默认 20）"});
  b.flag(s, "--targets", a.targets,
         {"pace against the framework's targets instead: required, observed, and whether it will be met",
          "改为列出目标进度：所需年变化、实际年变化及达标概率"});

  const CommandWords equity = equity_words();
  equity_options(b.command(b.app, "equity", equity.what, equity.page), a, b.lang);

  auto& d = b.command(
      b.app, "detect", {"find what falls short, where, for whom", "发现：哪里、对谁、差多少"},
      {"A finding keeps its id from snapshot to snapshot. Order: people × gap.\n\n"
       "Example:\n  cityloop detect --most 5",
       "同一问题在各快照间保持同一编号。按“人数 × 差距”排序。\n\n示例：\n  cityloop detect --most 5"});
  b.most(d, {"how many findings to list (default: 20)", "列出多少条（默认 20）"});

  auto& p = b.command(
      b.app, "plan", {"propose projects within the budget", "决策：在预算内提出项目"},
      {"Sites candidates for the findings, measures the city again with each, chooses within every fund and "
       "year, and says why each other was passed over. A proposal: people adopt it with 'adopt', or "
       "not.\n\nExample:\n  cityloop plan --most 5",
       "为发现的问题选址，形成备选项目，逐一重新测算，在各项资金的各年度额度内选择，并说明其余为何未选。"
       "方案仅为建议，是否采纳（adopt）由人决定。\n\n示例：\n  cityloop plan --most 5"});
  b.most(p, {"how many projects to list (default: 20)", "列出多少项（默认 20）"});
  plan_options(b, p);

  auto& w = b.command(
      b.app, "whatif", {"try a change without making it", "推演：试一项改变，不落实"},
      {"Measures the city with the change and shows what moves, for whom. The city stays as it is.\n\n"
       "Examples:\n  cityloop whatif --add primary_school@506000,3110000:800\n"
       "  cityloop whatif change.yaml",
       "在改变之后重新测量，列出哪些指标、哪些人群受影响。城市数据保持不变。\n\n"
       "示例：\n  cityloop whatif --add primary_school@506000,3110000:800\n  cityloop whatif change.yaml"});
  b.opt(w, "file", a.delta_file, {"a change in YAML or JSON", "YAML 或 JSON 格式的改变"});
  b.opt(w, "--add", a.additions,
        {"a new place: KIND@X,Y:CAPACITY or KIND@CELL:CAPACITY; may be repeated",
         "新增设施：类型@X,Y:容量 或 类型@网格:容量；可重复"},
        {"PLACE", "设施"});

  auto& t = b.command(
      b.app, "turn",
      {"one turn of the loop: measure, assess, detect, learn, decide",
       "转一圈：体检、评估、发现、学习、决策"},
      {"Stops at a proposal. Run 'adopt' to decide, 'case' to act, then 'import' and 'turn' again to "
       "learn.\n\nExample:\n  cityloop turn --most 5",
       "止于建议方案。用 adopt 决策，用 case 行动，之后再次 import 与 turn，即可学习。\n\n"
       "示例：\n  cityloop turn --most 5"});
  b.most(t, {"how many findings and projects to list (default: 20)", "列出多少条发现与项目（默认 20）"});
  b.opt(t, "--by", a.by, {"who turns it (default: user)", "操作人（默认 user）"}, kName);
}

void decisions(Declaring& b) {
  Arguments& a = b.a;
  auto& ad =
      b.command(b.app, "adopt", {"adopt a plan and open its cases", "采纳方案并立案"},
                {"Writes the adoption and the cases to the ledger in one step. Adopting twice opens nothing "
                 "new.\n\nExample:\n  cityloop adopt --by mayor",
                 "采纳与立案一次写入台账。重复采纳不会重复立案。\n\n示例：\n  cityloop adopt --by 市长"});
  b.opt(ad, "plan", a.plan,
        {"id of the plan, first digits are enough (default: the newest)",
         "方案编号，前几位即可（默认为最新方案）"});
  b.opt(ad, "--by", a.by, {"who adopts it (default: user)", "采纳人（默认 user）"}, kName);

  auto& c = b.command(
      b.app, "case", {"see cases and move them on", "案件：查看与办理"},
      {"Examples:\n  cityloop case list\n  cityloop case show 3f2a\n"
       "  cityloop case move 3f2a accept --as department --by wang\n"
       "  cityloop case move 3f2a finish --as department --by wang --spent 8400万 --built-as-planned",
       "示例：\n  cityloop case list\n  cityloop case show 3f2a\n"
       "  cityloop case move 3f2a accept --as department --by 王\n"
       "  cityloop case move 3f2a finish --as department --by 王 --spent 8400万 --built-as-planned"});
  c.require_subcommand(1);
  auto& l = b.command(c, "list", {"all open cases", "全部未结案件"},
                      {"Example:\n  cityloop case list --all", "示例：\n  cityloop case list --all"});
  b.flag(l, "--all", a.all, {"closed ones too", "包括已结案件"});
  auto& s = b.command(c, "show", {"one case and its events", "一个案件及其经过"},
                      {"Example:\n  cityloop case show 3f2a", "示例：\n  cityloop case show 3f2a"});
  b.opt(s, "id", a.case_id, {"id of the case, first digits are enough", "案件编号，前几位即可"})->required();
  auto& m = b.command(
      c, "move", {"one legal move", "办理一步"},
      {"Moves: assign, accept, start, finish, verify, reopen, merge, cancel. 'case show' says which of them "
       "are open to whom.\n\nExamples:\n"
       "  cityloop case move 3f2a assign --as planner --by li --to education --due 2027-06-30\n"
       "  cityloop case move 3f2a finish --as department --by wang --spent 8400万 --built-as-planned",
       "步骤：assign（派遣）、accept（签收）、start（开工）、finish（完工）、verify（核查结案）、"
       "reopen（退回重办）、merge（并案）、cancel（作废）。“case show”说明目前可由谁办理哪一步。\n\n示例：\n"
       "  cityloop case move 3f2a assign --as planner --by 李 --to education --due 2027-06-30\n"
       "  cityloop case move 3f2a finish --as department --by 王 --spent 8400万 --built-as-planned"});
  b.opt(m, "id", a.case_id, {"id of the case, first digits are enough", "案件编号，前几位即可"})->required();
  b.opt(m, "move", a.move, {"which move", "哪一步"})->required();
  b.opt(m, "--as", a.role, {"the role in which you act", "以什么角色办理"}, {"ROLE", "角色"})->required();
  b.opt(m, "--by", a.by, {"your name", "办理人"}, kName)->required();
  b.opt(m, "--to", a.to, {"assign: to which department", "派遣：承办部门"}, {"DEPARTMENT", "部门"});
  b.opt(m, "--due", a.due, {"assign: by when, YYYY-MM-DD", "派遣：期限，YYYY-MM-DD"}, kDate);
  b.opt(m, "--spent", a.spent, {"finish: what it cost, such as 8400万", "完工：实际支出，如 8400万"},
        {"MONEY", "金额"});
  b.opt(m, "--built", a.built, {"finish: what was built, capacity=N", "完工：实际建成，capacity=数"},
        {"BUILT", "建成"});
  b.flag(m, "--built-as-planned", a.built_as_planned, {"finish: built as planned", "完工：按方案建成"});
  b.opt(m, "--into", a.into, {"merge: the case that it goes into", "并案：并入的案件"}, {"CASE", "案件"});
  b.opt(m, "--note", a.note, {"a remark, without personal data", "备注，请勿写入个人信息"},
        {"WORDS", "文字"});
  auto& w = b.command(
      c, "work-all", {"play the people: work every planned case to its end", "模拟：办结方案的全部案件"},
      {"A simulation for demonstrations and tests: it writes events that nobody made, so it must be said "
       "with --simulate.\n\nExample:\n  cityloop case work-all --simulate --overrun 10 --due 2027-12-31",
       "仅供演示与测试：写入的事件并非真人所为，因此必须写明 --simulate。\n\n"
       "示例：\n  cityloop case work-all --simulate --overrun 10 --due 2027-12-31"});
  b.flag(w, "--simulate", a.simulate, {"yes, simulate people", "确认模拟"})->required();
  b.opt(w, "--overrun", a.overrun_percent, {"cost above the price, in percent", "超出造价的百分比"});
  b.opt(w, "--due", a.due,
        {"only cases due by this day, YYYY-MM-DD", "只办理此日及以前到期的案件，YYYY-MM-DD"}, kDate);

  auto& go = b.command(b.app, "goals",
                       {"put goals in force and see what a revision changes", "目标：采纳、修订及其影响"},
                       {"A revision is dated and signed, and says why. The goals of before stay in the "
                        "ledger, so that the series before "
                        "and after it can be told apart. --framework chooses which goals.\n\n"
                        "Examples:\n  cityloop goals adopt --by mayor\n  cityloop goals compare",
                        "修订须注明日期、采纳人与理由。原目标保留在台账中，修订前后的数据因此可以区分。用 "
                        "--framework 选择评价框架。\n\n"
                        "示例：\n  cityloop goals adopt --by 市长\n  cityloop goals compare"});
  go.require_subcommand(1);
  auto& ga = b.command(
      go, "adopt", {"put the framework in force", "采纳评价框架"},
      {"Adopting the same goals twice changes nothing. Other goals need a higher version and a reason.\n\n"
       "Example:\n  cityloop goals adopt --by mayor --because \"annual review\"",
       "重复采纳同一目标不会产生变化；目标有改动时须提高版本号并说明理由。\n\n"
       "示例：\n  cityloop goals adopt --by 市长 --because 年度评估"});
  b.opt(ga, "--by", a.by, {"who adopts them (default: user)", "采纳人（默认 user）"}, kName);
  b.opt(ga, "--because", a.because, {"why they are revised", "修订理由"}, {"WORDS", "文字"});
  b.command(go, "history", {"who adopted which goals when, and why", "历次采纳与修订"},
            {"Example:\n  cityloop goals history", "示例：\n  cityloop goals history"});
  b.command(
      go, "compare", {"what the revision alone changes", "仅因修订带来的变化"},
      {"The latest snapshot, measured once, under the goals before and after: by goal, and which indicators "
       "were added, "
       "removed, weighed or judged otherwise. Before a revision is adopted: against the goals in force.\n\n"
       "Example:\n  cityloop goals compare",
       "以最新快照的同一测量结果，比较修订前后各目标的得分，并列出新增、删除、权重或评判改变的指标。修订采纳"
       "前则与现行目标比较。\n\n"
       "示例：\n  cityloop goals compare"});
  b.command(go, "mapping",
            {"which indicator of one framework stands for which of another", "各评价框架指标的对应关系"},
            {"From catalogue/mapping.yaml: exact (one definition), close (with what differs), or none. "
             "--framework shows one framework only. Needs no city.\n\n"
             "Example:\n  cityloop --framework health_check_2021 goals mapping",
             "来自 catalogue/mapping.yaml：一致（同一定义）、近似（注明差异）或无。用 --framework "
             "只看一个框架。无需城市数据。\n\n"
             "示例：\n  cityloop --framework health_check_2021 goals mapping"});

  auto& le =
      b.command(b.app, "learn", {"compare what was promised with what happened", "学习：对比承诺与实际"},
                {"Needs an adopted plan with closed cases and a later snapshot ('import' after the cases "
                 "closed).\n\nExamples:\n  cityloop learn\n  cityloop learn --adopt --by mayor",
                 "需要已采纳的方案、已结案件，以及其后的快照（结案后再次 import）。\n\n"
                 "示例：\n  cityloop learn\n  cityloop learn --adopt --by 市长"});
  b.flag(le, "--adopt", a.adopt, {"use the new beliefs from now on", "今后采用更新后的经验值"});
  b.opt(le, "--by", a.by, {"who adopts them (default: user)", "采纳人（默认 user）"}, kName);
}

}  // namespace

void declare_commands(CLI::App& app, Arguments& into, Lang lang) {
  app.description(kMain.in(lang));
  app.require_subcommand(1);
  Declaring b{app, into, lang};
  b.common(app);
  facts(b);
  verbs(b);
  travel(b);
  decisions(b);
  outputs(b);
  declare_deciding(b);
  declare_units(b);
  declare_serve(b);
  declare_accounts(b);
  declare_backup(b);
  declare_index(app, into, lang, [&b](CLI::App& c) { b.common(c); });
}

}  // namespace cityloop
