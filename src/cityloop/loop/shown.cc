#include "cityloop/loop/shown.h"

#include "cityloop/assess/grade.h"

namespace cityloop {
namespace {

void read_decisions(Shown& out, const Workspace& w) {
  out.plans = w.store->plans();
  out.adopted.clear();
  for (const Plan& p : w.store->adopted_plans()) out.adopted.push_back(p.id);
  out.cases = w.store->cases();
}

}  // namespace

const ShownView& Shown::view(const std::string& framework) const {
  if (views.empty())
    throw Error{Fault::not_found,
                {"nothing has been imported yet", "尚未导入任何数据"},
                {},
                {"import a city first", "请先导入城市"}};
  if (framework.empty()) return views.front();
  std::vector<std::string> known;
  for (const ShownView& v : views) {
    if (v.framework->key.word == framework) return v;
    known.push_back(v.framework->key.word);
  }
  throw Error{Fault::not_found,
              say("the city is not judged by '{}'", "本市没有使用评价体系“{}”", framework),
              {.item = "framework"},
              say("it is judged by: {}", "本市使用：{}", fmt::join(known, ", "))};
}

std::string Shown::version() const {
  if (views.empty()) return "0";
  Hasher h;
  h.add(measured().snapshot);
  for (const ShownView& v : views) {
    h.add(v.framework->hash);
    for (const Indicator& i : v.indicators) h.add(i.hash);
  }
  for (const Plan& p : plans) h.add(p.id.v);
  h.add("adopted");
  for (const PlanId p : adopted) h.add(p.v);
  h.add("cases");
  // Each event of a case moves one of these on.
  for (const Case& c : cases)
    h.add(c.id.v).add(c.state).add(c.last.time_since_epoch().count()).add(c.spent.fen).add(c.reopened);
  return to_string(h.done());
}

std::shared_ptr<const Shown> show(Workspace& w, Run& run) {
  auto out = std::make_shared<Shown>();
  out->catalogue = std::make_shared<const Catalogue>(w.catalogue);
  out->config = w.config;
  out->snapshots = w.store->snapshots();
  if (out->snapshots.empty()) return out;
  std::vector<std::string> names = w.config.frameworks;
  if (names.empty()) names.push_back(w.config.framework);
  const std::string chosen = w.chosen;
  for (const std::string& name : names) {
    w.chosen = name;
    ShownView view;
    view.framework = &out->catalogue->framework(name);
    view.indicators = w.measured();
    view.overview = overview(w, run);
    if (view.framework->scheme == Scheme::grade)
      view.grades = grade(view.overview.now.city, view.overview.now.assessed, *view.framework);
    out->views.push_back(std::move(view));
  }
  w.chosen = chosen;
  read_decisions(*out, w);
  return out;
}

std::shared_ptr<const Shown> show_decisions(const Shown& before, Workspace& w) {
  auto out = std::make_shared<Shown>(before);
  // The catalogue is shared, so frameworks stay where they are.
  read_decisions(*out, w);
  for (ShownView& v : out->views) {
    v.overview.cases = out->cases;
    v.overview.adopted = w.store->adopted_plan();
    v.overview.plan.reset();
    for (const Plan& p : out->plans)
      if (p.base == v.overview.now.measured.snapshot && p.framework == v.framework->key) v.overview.plan = p;
  }
  return out;
}

}  // namespace cityloop
