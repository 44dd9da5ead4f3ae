#include <algorithm>
#include <cmath>
#include <map>

#include "cityloop/io/import/survey.h"
#include "cityloop/io/import/table.h"

namespace cityloop {
namespace {

/// 城市体检: "每个社区不少于6份"; below three, one answer could be told from the published mean.
constexpr std::size_t kEnough = 6, kFewest = 3;

/// `strata: {16-29: 0.3, 30-59: 0.55, 60+: 0.15}`: shares among residents, which sum to one.
std::map<std::string, double> read_shares(const Document& options) {
  std::map<std::string, double> shares;
  const auto doc = options.find("strata");
  if (!doc) return shares;
  double sum = 0;
  for (const std::string& key : doc->keys()) {
    const double share = doc->at(key).number();
    if (!(share > 0 && share <= 1))
      doc->at(key).fail(say("a share lies between 0 and 1", "占比应在 0 与 1 之间"));
    shares[key] = share;
    sum += share;
  }
  if (std::abs(sum - 1) > 0.005)
    doc->fail(say("the shares of the strata sum to {}, not to 1", "各层占比之和为 {}，而不是 1", sum),
              say("give the shares of all residents of the age asked", "请给出全部受访年龄居民的构成"));
  return shares;
}

}  // namespace

void read_survey_table(Import& in, Table& table) {
  const Document& options = in.spec.options;
  const std::size_t item = table.must({"item", "调查项"}), score = table.must({"score", "评分"});
  const auto zone = table.maybe({"zone", "单元编码"}), stratum = table.maybe({"stratum", "分层"});
  const std::map<std::string, double> shares = read_shares(options);
  double least = 0, most = 100;
  if (const auto scale = options.find("scale")) {  // [1, 5]: from not content at all to entirely
    const auto ends = scale->list();
    if (ends.size() != 2) scale->fail(say("a scale has two ends, such as [1, 5]", "量表应有两端，如 [1, 5]"));
    least = ends[0].number();
    most = ends[1].number();
    if (least == most) scale->fail(say("the ends of a scale differ", "量表两端应不同"));
  }
  const int year = static_cast<int>(options.at("year").integer());
  const ZoneLevelKey level{options.find("level") ? options.at("level").string() : ""};
  table.done();
  std::map<std::string, std::vector<SurveyAnswer>> items;
  while (table.rows().next()) {
    const CsvReader& row = table.rows();
    const std::string what{trimmed(row[item])};
    if (is_missing(what)) {
      table.notes().problem("survey.item", say("the row names no item", "该行没有调查项"), row.where(item));
      continue;
    }
    if (is_missing(row[score])) continue;  // a question that was skipped is no opinion
    const auto said = to_number(row[score]);
    if (!said || *said < std::min(least, most) || *said > std::max(least, most)) {
      table.notes().problem("survey.score",
                            say("'{0}' is not on the scale from {1} to {2}", "“{0}”不在量表 {1} 至 {2} 之内",
                                row[score], std::min(least, most), std::max(least, most)),
                            row.where(score),
                            say("name the scale with `scale: [1, 5]`", "请用 `scale: [1, 5]` 指明量表"));
      continue;
    }
    SurveyAnswer a;
    a.score = 100 * (*said - least) / (most - least);
    if (zone && !is_missing(row[*zone])) a.zone = trimmed(row[*zone]);
    if (stratum && !is_missing(row[*stratum])) a.stratum = trimmed(row[*stratum]);
    if (!shares.empty() && !shares.contains(a.stratum))
      table.notes().note("survey.stratum",
                         say("‘{}’ has no share among residents: the answer weighs one",
                             "“{}”没有居民占比：该答卷权重为 1", a.stratum),
                         row.where(stratum.value_or(item)));
    items[what].push_back(std::move(a));
  }
  for (const auto& [what, answers] : items)
    for (const SurveyEstimate& e : estimate_survey(answers, shares)) {
      StatisticDraft d;
      d.variable = VariableKey{what};
      d.unit = "1";
      d.zone_code = e.zone;
      d.zone_level = level;
      d.year = year;
      d.value = e.mean;
      d.file = in.file;
      if (e.answers < kFewest && !e.zone.empty()) {
        // Too few to publish: who answered could be guessed.
        d.value = 0;
        d.mark = Mark::suppressed;
        table.notes().note("survey.suppressed",
                           say("{0}: {1} answers about ‘{2}’ are too few to publish",
                               "{0}：“{2}”仅 {1} 份答卷，不予公布", e.zone, e.answers, what),
                           Where{in.spec.file});
      } else if (e.answers < kEnough && !e.zone.empty()) {
        d.mark = Mark::estimated;
        table.notes().warning(
            "survey.few",
            say("{0}: only {1} answers about ‘{2}’; {3} % of the figure are the zone's own, the rest is the "
                "city's",
                "{0}：“{2}”仅 {1} 份答卷；数值中 {3}% 来自本单元，其余取自全市", e.zone, e.answers, what,
                std::round(100 * e.own)),
            Where{in.spec.file},
            say("ask at least {} residents of each community", "每个社区至少调查 {} 人", kEnough));
      }
      in.into.add_statistic(std::move(d));
    }
}

}  // namespace cityloop
