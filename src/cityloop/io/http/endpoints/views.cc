#include "cityloop/io/http/endpoints/views.h"

#include <algorithm>

#include "cityloop/detect/detect.h"

namespace cityloop::http {

std::optional<double> score_of(const Standing& s) {
  return has_value(s.mark) ? std::optional<double>{s.score} : std::nullopt;
}

wire::Standing standing_of(const Standing& s) {
  wire::Standing out;
  out.score = score_of(s);
  if (has_value(s.mark)) {
    out.value = s.value;
    out.meets = s.meets;
  }
  out.people = s.people;
  out.coverage = s.coverage;
  out.mark = to_word(s.mark);
  return out;
}

wire::FrameworkName framework_of(const Framework& f) {
  return {f.key.word, f.version, f.name, f.adopted_by, f.scheme == Scheme::grade ? "grade" : "score"};
}

wire::Citation citation_of(const Source& s) {
  return {s.title, s.clause, s.edition.empty() ? std::nullopt : std::optional{s.edition}, s.verified};
}

std::optional<LngLat> middle_of(const Asked& a, std::span<const CellId> cells) {
  const Grid& grid = *a.shown().city().grid;
  Point sum{0, 0};
  std::size_t n = 0;
  for (const CellId id : cells)
    if (const auto c = grid.find(id)) {
      const Point p = grid.centre(*c);
      sum = {sum.x + p.x, sum.y + p.y};
      ++n;
    }
  if (n == 0) return std::nullopt;
  return a.degrees({sum.x / static_cast<double>(n), sum.y / static_cast<double>(n)});
}

std::vector<double> box_of(const Asked& a, Box b) {
  // Corners and middles of the sides: a side of the plane is bent in degrees.
  double west = 180, south = 90, east = -180, north = -90;
  for (const double fx : {0.0, 0.5, 1.0})
    for (const double fy : {0.0, 0.5, 1.0}) {
      const LngLat d = a.degrees({b.low.x + fx * b.width(), b.low.y + fy * b.height()});
      west = std::min(west, d.lng);
      east = std::max(east, d.lng);
      south = std::min(south, d.lat);
      north = std::max(north, d.lat);
    }
  return {west, south, east, north};
}

wire::FindingView finding_of(const Asked& a, const ShownView& v, const Finding& f, bool with_cells) {
  const City& city = v.overview.now.city;
  const Lens lens = v.lens();
  wire::FindingView out;
  out.id = to_string(f.id);
  out.kind = to_word(f.kind);
  out.indicator = f.about.word;
  out.title = title(f, city, lens);
  out.where = place_words(city, f);
  out.group = f.group.word;
  out.affected = f.affected.base();
  out.severity = f.severity;
  out.weight = f.weight();
  out.confidence = f.confidence;
  out.first_seen = to_string(f.first_seen);
  out.last_seen = to_string(f.last_seen);
  if (const auto at = middle_of(a, f.cells)) {
    out.lon = at->lng;
    out.lat = at->lat;
  }
  if (with_cells)
    for (const CellId id : f.cells)
      if (const auto c = city.grid->find(id)) out.cells.push_back(c->v);
  for (const ZoneId z : f.zones)
    if (const auto i = city.zones->find(z)) out.zones.push_back(city.zones->code[*i]);
  for (const Evidence& e : f.evidence) {
    const Indicator& i = lens.indicator(e.indicator);
    out.evidence.push_back(
        {e.indicator.word, i.name, i.unit.symbol, e.value, e.expected, std::string{to_word(e.mark)}});
  }
  // What would answer it, where a place could: a project of a type that helps, at the finding.
  if (out.lon && out.lat)
    for (const ProjectType& t : a.shown().catalogue->project_types) {
      if (t.does != ProjectType::Does::add_place ||
          std::find(t.helps.begin(), t.helps.end(), f.about) == t.helps.end())
        continue;
      wire::ChangeAsked change;
      change.do_ = "add_place";
      change.kind = t.place.word;
      change.lon = out.lon;
      change.lat = out.lat;
      change.capacity = static_cast<double>(t.capacity);
      out.answers.push_back(std::move(change));
    }
  return out;
}

wire::Amount amount_of(Money m) { return {to_yuan(m), {show_money(m, Lang::en), show_money(m, Lang::zh)}}; }

wire::Group group_of(const City& city, std::size_t g) {
  double people = 0;
  for (const float n : city.people->by_group[g].raw()) people += static_cast<double>(n);
  return {city.people->groups[g].word, city.people->group_names[g], people};
}

wire::PlanLine plan_line_of(const Asked& a, const Plan& p) {
  const Shown& shown = a.shown();
  wire::PlanLine out;
  out.id = to_string(p.id);
  out.base = to_string(p.base);
  out.as_of = to_string(p.as_of);
  out.framework = p.framework.word;
  out.projects = static_cast<std::int64_t>(p.chosen.size());
  Money cost;
  for (const Choice& c : p.chosen) cost += c.cost;
  out.cost = amount_of(cost);
  out.score_before = p.score_before;
  out.score_after = p.score_after;
  out.value = p.value;
  out.bound = p.certificate ? p.certificate->bound() : p.bound;
  out.adopted = std::find(shown.adopted.begin(), shown.adopted.end(), p.id) != shown.adopted.end();
  out.current = shown.loaded() && p.base == shown.measured().snapshot;
  return out;
}

wire::CaseView case_of(const Asked& a, const Case& c) {
  wire::CaseView out;
  out.id = to_string(c.id);
  out.state = to_word(c.state);
  out.state_words = words_of(c.state);
  out.title = c.title;
  out.owner = c.owner.word;
  if (c.due) out.due = to_string(*c.due);
  const bool open =
      c.state == CaseState::open || c.state == CaseState::assigned || c.state == CaseState::working;
  out.late = open && c.due && *c.due < a.office.now();
  out.opened = to_string(c.opened);
  out.last = to_string(c.last);
  if (c.finished) out.finished = to_string(*c.finished);
  if (c.spent.fen != 0) out.spent = amount_of(c.spent);
  out.reopened = c.reopened;
  if (c.cell)
    if (const auto cell = a.shown().city().grid->find(*c.cell)) {
      const LngLat at = a.degrees(a.shown().city().grid->centre(*cell));
      out.lon = at.lng;
      out.lat = at.lat;
    }
  if (c.plan) out.plan = to_string(*c.plan);
  if (a.who->may(accounts::Permission::case_move))
    for (const Transition& t : moves())
      for (const accounts::Role role : a.who->roles)
        if (t.move != Move::open && may(c, t.move, accounts::to_word(role))) {
          const std::string word{to_word(t.move)};
          if (std::find(out.moves.begin(), out.moves.end(), word) == out.moves.end())
            out.moves.push_back(word);
        }
  return out;
}

std::pair<std::vector<float>, std::vector<std::uint8_t>> on_cells(const City& city, const Field& f) {
  const std::size_t n = city.grid->size();
  std::pair<std::vector<float>, std::vector<std::uint8_t>> out;
  out.first.assign(n, 0.0F);
  out.second.assign(n, static_cast<std::uint8_t>(Mark::not_applicable));
  const auto level =
      f.support.of == Support::Of::zone ? city.zones->find_level(f.support.level) : std::nullopt;
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t row = c;
    if (f.support.of == Support::Of::whole) row = 0;
    if (f.support.of == Support::Of::zone) {
      const ZoneIdx z = level ? city.zones->of_cell[*level][idx<CellIdx>(c)] : ZoneIdx{};
      if (!z.valid()) continue;
      row = z.v;
    }
    out.first[c] = f.value[row];
    out.second[c] = static_cast<std::uint8_t>(f.mark[row]);
  }
  return out;
}

std::string theme_of(const Indicator& i) {
  const std::size_t dot = i.key.word.find('.');
  return i.key.word.substr(0, dot);
}

}  // namespace cityloop::http
