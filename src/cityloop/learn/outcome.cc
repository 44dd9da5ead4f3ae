#include "cityloop/learn/outcome.h"

#include "cityloop/base/json.h"
#include "cityloop/learn/calibrate.h"

namespace cityloop {
namespace {

void write_outcome(JsonWriter& w, const Outcome& o) {
  w.begin_object().field("project", to_string(o.project)).field("type", o.type.word);
  w.field("owner", o.owner.word).field("name", o.name).field("indicator", o.indicator.word);
  w.field("before", to_string(o.before)).field("after", to_string(o.after));
  w.field("expected", o.expected).field("promised", o.promised).field("promised_error", o.promised_error);
  w.field("measured", o.measured).field("standard_error", o.standard_error);
  w.field("by", to_word(o.by)).field("compared", o.compared).field("doubtful", o.doubtful());
  w.key("pre_trend").begin_object().field("verdict", to_word(o.pre_trend.verdict));
  w.field("snapshots", static_cast<std::int64_t>(o.pre_trend.snapshots));
  if (o.pre_trend.snapshots > 0)
    w.field("difference", o.pre_trend.difference)
        .field("standard_error", o.pre_trend.standard_error)
        .field("p", o.pre_trend.p);
  w.end_object();
  if (o.placebos)
    w.key("placebos")
        .begin_object()
        .field("count", static_cast<std::int64_t>(o.placebos->count))
        .field("p", o.placebos->p)
        .field("fit", o.placebos->fit)
        .end_object();
  w.key("treated").begin_array();
  for (const CellId c : o.treated) w.value(to_string(c));
  w.end_array().key("compared_with").begin_array();
  for (const CellId c : o.compared_with) w.value(to_string(c));
  w.end_array().field("price_fen", o.price.fen).field("planned_cost_fen", o.planned_cost.fen);
  w.field("actual_cost_fen", o.actual_cost.fen).end_object();
}

}  // namespace

std::string_view to_word(EffectBy by) {
  switch (by) {
    case EffectBy::before_after: return "before_after";
    case EffectBy::difference: return "difference";
    default: return "synthetic";
  }
}

std::string_view to_word(PreTrend::Verdict v) {
  switch (v) {
    case PreTrend::Verdict::unknown: return "unknown";
    case PreTrend::Verdict::alike: return "alike";
    default: return "apart";
  }
}

Text words_of(EffectBy by) {
  switch (by) {
    case EffectBy::before_after: return {"before and after only", "仅前后比较"};
    case EffectBy::difference: return {"difference in differences", "双重差分"};
    default: return {"synthetic control", "合成控制"};
  }
}

Text words_of(PreTrend::Verdict v) {
  switch (v) {
    case PreTrend::Verdict::unknown: return {"unknown", "未知"};
    case PreTrend::Verdict::alike: return {"alike", "一致"};
    default: return {"apart: doubtful", "不一致：存疑"};
  }
}

std::string to_json(const Lessons& lessons) {
  JsonWriter w;
  w.begin_object().key("outcomes").begin_array();
  for (const Outcome& o : lessons.outcomes) write_outcome(w, o);
  w.end_array().key("effects").raw(to_json(lessons.effects)).key("promises_kept").begin_array();
  for (const Kept& k : kept_promises(lessons.outcomes)) {
    w.begin_object().field("level", k.level).field("held", static_cast<std::int64_t>(k.held));
    w.field("of", static_cast<std::int64_t>(k.of));
    if (k.of > 0) w.field("share", k.share).field("low", k.low).field("high", k.high);
    w.end_object();
  }
  w.end_array().key("remarks").begin_array();
  for (const Text& t : lessons.remarks) w.value(t);
  w.end_array().end_object();
  return w.take();
}

}  // namespace cityloop
