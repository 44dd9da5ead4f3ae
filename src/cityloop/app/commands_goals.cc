#include <algorithm>

#include "cityloop/app/present.h"
#include "cityloop/loop/goals.h"
#include "cityloop/loop/mapping.h"

namespace cityloop {
namespace {

std::string version_words(const GoalsRevision& r) {
  return fmt::format("{} v{}", r.what.framework.word, r.what.version);
}

void write_json(JsonWriter& j, const GoalsRevision& r) {
  j.begin_object().field("at", to_string(r.at)).field("framework", r.what.framework.word);
  j.field("version", r.what.version).field("hash", to_string(r.what.hash)).field("by", r.what.by.word);
  j.field("because", r.what.because).end_object();
}

int adopt(Session& s) {
  Workspace w = s.open();
  const GoalsAdoption done = adopt_goals(w, ActorKey{s.a().by}, s.a().because, s.now());
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("already", done.already).key("revision");
    write_json(j, done.revision);
    j.end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  const std::string what = version_words(done.revision);
  if (done.already)
    s.line(say("{} is in force since {}, adopted by {}.", "{} 自 {} 起施行，由 {} 采纳。", what,
               to_string(done.revision.at).substr(0, 10), done.revision.what.by.word));
  else s.line(say("{} is in force, adopted by {}.", "{} 已由 {} 采纳施行。", what, s.a().by));
  return 0;
}

int history(Session& s) {
  Workspace w = s.open();
  const FrameworkKey only{s.a().framework.empty() ? "" : w.framework().key.word};
  const std::vector<GoalsRevision> all = goals_history(*w.store, only);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const GoalsRevision& r : all) write_json(j, r);
    j.end_array();
    s.out(j.str() + "\n");
    return 0;
  }
  if (all.empty()) {
    s.line({"no goals were adopted yet: cityloop goals adopt", "尚未采纳任何目标：cityloop goals adopt"});
    return 0;
  }
  TextTable t;
  t.column(s.t({"in force from", "施行日期"}))
      .column(s.t({"goals", "目标"}))
      .column(s.t({"adopted by", "采纳人"}));
  t.column(s.t({"because", "理由"})).column(s.t({"hash", "指纹"}));
  for (const GoalsRevision& r : all)
    t.row({to_string(r.at).substr(0, 10), version_words(r), r.what.by.word,
           r.what.because.empty() ? "–" : r.what.because, to_string(r.what.hash).substr(0, 12)});
  s.table(t);
  return 0;
}

int compare_goals(Session& s) {
  Workspace w = s.open();
  const RevisionEffect e = revision_effect(w, s.run());
  const double old_score = e.old_assessed.overall.city.score, new_score = e.new_assessed.overall.city.score;
  const auto keys = [&](const std::vector<IndicatorKey>& list) {
    std::string out;
    for (const IndicatorKey& k : list) out += (out.empty() ? "" : ", ") + k.word;
    return out;
  };
  const std::array<std::pair<Text, const std::vector<IndicatorKey>*>, 5> changes{
      {{{"added", "新增"}, &e.added},
       {{"removed", "删除"}, &e.removed},
       {{"weighs otherwise", "权重改变"}, &e.reweighted},
       {{"judged otherwise", "评判改变"}, &e.rejudged},
       {{"other targets", "目标改变"}, &e.retargeted}}};
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().key("before");
    write_json(j, e.before);
    if (e.after) {
      j.key("after");
      write_json(j, *e.after);
    }
    j.field("score_before", old_score).field("score_after", new_score).key("changes").begin_object();
    for (const auto& [name, list] : changes) {
      j.key(name.en).begin_array();
      for (const IndicatorKey& k : *list) j.value(k.word);
      j.end_array();
    }
    j.end_object().end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  s.head(say("{} → v{}: the same city, measured once, under both", "{} → v{}：同一测量结果在两版目标下的得分",
             version_words(e.before), e.new_goals.version));
  if (!e.after) s.line({"the new goals are not adopted yet", "新目标尚未采纳"});
  if (e.after && !e.after->what.because.empty())
    s.line(say("because: {}", "理由：{}", e.after->what.because));
  TextTable t;
  t.column(s.t({"goal", "目标"})).column(s.t({"before", "之前"}), Align::right);
  t.column(s.t({"after", "之后"}), Align::right)
      .column(s.t({"by the revision alone", "仅因修订"}), Align::right);
  const auto row = [&](const std::string& name, const Standing* a, const Standing* b) {
    const bool both = a && b && a->mark == Mark::known && b->mark == Mark::known;
    const double d = both ? 100 * (b->score - a->score) : 0;
    t.row({name, a ? score_words(*a) : "–", b ? score_words(*b) : "–",
           both ? (d >= 0.05 ? "+" : "") + show_number(d, 1) : "–"});
  };
  row(s.t({"overall", "总体"}), &e.old_assessed.overall.city, &e.new_assessed.overall.city);
  for (std::size_t g = 0; g < e.new_goals.goals.size(); ++g) {
    const GoalKey& key = e.new_goals.goals[g].key;
    const Standing* before = nullptr;
    for (std::size_t k = 0; k < e.old_goals.goals.size(); ++k)
      if (e.old_goals.goals[k].key == key) before = &e.old_assessed.goals[k].city;
    row("  " + s.t(e.new_goals.goals[g].name), before, &e.new_assessed.goals[g].city);
  }
  s.out("\n");
  s.table(t);
  s.out("\n");
  for (const auto& [name, list] : changes)
    if (!list->empty()) s.line(say("{}: {}", "{}：{}", s.t(name), keys(*list)));
  return 0;
}

/// Which indicator of the chosen framework (else of each that is compared) stands for which of the others.
int show_mapping(Session& s) {
  Diagnostics notes;
  const Catalogue c = load_catalogue(find_catalogue(s.a().catalogue), "", notes);
  const Mapping mapping = load_mapping(c, "", notes);
  notes.throw_if_problem();
  std::vector<const Framework*> compared;
  for (const FrameworkKey& k : mapping.frameworks) compared.push_back(&c.framework(k.word));
  std::vector<const Framework*> from = compared;
  if (!s.a().framework.empty()) from = {&c.framework(s.a().framework)};
  const auto each_pair = [&](const auto& fn) {
    for (const Framework* a : from)
      for (const Goal& g : a->goals)
        for (const Criterion& criterion : g.criteria)
          for (const Framework* b : compared)
            if (a != b)
              for (const Counterpart& other : counterparts(mapping, criterion.indicator, *b))
                if (other.match != Match::unsaid) fn(*a, criterion, *b, other);
  };
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    each_pair([&](const Framework& a, const Criterion& criterion, const Framework& b, const Counterpart& o) {
      j.begin_object().field("framework", a.key.word).field("indicator", criterion.indicator.word);
      j.field("in", b.key.word).field("match", match_word(o.match).en).field("as", o.indicator.word);
      j.field("note", o.note).end_object();
    });
    j.end_array();
    s.out(j.str() + "\n");
    return 0;
  }
  TextTable t;
  t.column(s.t({"indicator", "指标"})).column(s.t({"in", "对照框架"})).column(s.t({"match", "对应"}));
  t.column(s.t({"as", "对应指标"})).column(s.t({"what differs", "差异"}));
  each_pair([&](const Framework&, const Criterion& criterion, const Framework& b, const Counterpart& o) {
    t.row({criterion.indicator.word, b.key.word, s.t(match_word(o.match)),
           o.match == Match::exact && o.indicator == criterion.indicator ? "=" : o.indicator.word,
           s.t(o.note)});
  });
  s.table(t);
  return 0;
}

}  // namespace

int command_goals(Session& s) {
  if (s.a().verb == "mapping") return show_mapping(s);
  if (s.a().verb == "adopt") return adopt(s);
  if (s.a().verb == "history") return history(s);
  return compare_goals(s);
}

}  // namespace cityloop
