#include "cityloop/measure/kernels/list.h"

#include <algorithm>
#include <cmath>

namespace cityloop {

bool has_people(const City& city) {
  const auto residents = city.people->residents.raw();
  return std::any_of(residents.begin(), residents.end(), [](float x) { return x > 0; });
}

std::vector<std::uint8_t> lived_in(const City& city) {
  const std::size_t n = city.grid->size();
  std::vector<std::uint8_t> lived(n, 1);
  if (!has_people(city)) return lived;
  const auto residents = city.people->residents.raw();
  for (std::size_t c = 0; c < n; ++c) lived[c] = residents[c] > 0 ? 1 : 0;
  return lived;
}

std::vector<KindIdx> known_kinds(const City& city, const std::vector<std::string>& words) {
  std::vector<KindIdx> found;
  for (const std::string& w : words)
    if (const auto k = city.places->find(PlaceKindKey{w})) found.push_back(*k);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<PlaceIdx> places_open(const City& city, std::span<const KindIdx> kinds) {
  std::vector<PlaceIdx> open;
  const Places& places = *city.places;
  for (const PlaceIdx p : each(places.id))
    if (places.open(p) && std::find(kinds.begin(), kinds.end(), places.kind[p]) != kinds.end())
      open.push_back(p);
  return open;
}

std::vector<PlaceKindKey> kind_keys(const std::vector<std::string>& words) {
  std::vector<PlaceKindKey> keys;
  for (const std::string& w : words) keys.push_back({w});
  return keys;
}

ParamSpec param(ParamSpec::Type type, std::string name, Text meaning, std::string fallback) {
  ParamSpec s;
  s.type = type;
  s.name = std::move(name);
  s.meaning = std::move(meaning);
  s.fallback = std::move(fallback);
  return s;
}
ParamSpec needed(ParamSpec::Type type, std::string name, Text meaning) {
  ParamSpec s = param(type, std::move(name), std::move(meaning));
  s.required = true;
  return s;
}
ParamSpec choice_param(std::string name, Text meaning, std::vector<std::string> choices,
                       std::string fallback) {
  ParamSpec s = param(ParamSpec::Type::choice, std::move(name), std::move(meaning), std::move(fallback));
  s.choices = std::move(choices);
  s.required = s.fallback.empty();
  return s;
}
ParamSpec quantity_param(std::string name, Text meaning, Dim dim, std::string bare_unit, double least,
                         double most) {
  ParamSpec s = param(ParamSpec::Type::quantity, std::move(name), std::move(meaning));
  s.dim = dim;
  s.bare_unit = std::move(bare_unit);
  s.least = least;
  s.most = most;
  return s;
}

std::vector<ParamSpec> travel_params(const Text& limit_meaning) {
  ParamSpec limit = quantity_param("limit", limit_meaning, kTimeDim, "s", 1, 100'000);
  limit.or_dim = kLengthDim;
  limit.required = true;
  return {choice_param("mode", {"How people move.", "出行方式。"}, {kModeWords.begin(), kModeWords.end()},
                       "walk"),
          quantity_param("speed",
                         {"Speed on streets and to them; without it the mode's own: walk 1.25, wheelchair "
                          "0.9, cycle 4.2 m/s.",
                          "行进速度；不写则用该方式的默认值：步行 1.25、轮椅 0.9、骑行 4.2 米/秒。"},
                         kSpeedDim, "m/s", 0.1, 40),
          limit};
}

Profile travel_profile(const Indicator& i) {
  Mode mode = Mode::walk;
  for (std::size_t m = 0; m < kModeWords.size(); ++m)
    if (kModeWords[m] == i.params.word("mode")) mode = static_cast<Mode>(m);
  Profile profile = default_profile(mode);
  if (i.params.has("speed")) {
    profile.speed = Speed{i.params.number("speed")};
    if (mode != Mode::drive) profile.access = profile.speed;
  }
  return profile;
}

bool limit_is_distance(const Indicator& i) { return i.params.dim("limit") == kLengthDim; }

Seconds travel_limit(const Indicator& i, const Profile& profile) {
  const double limit = i.params.number("limit");
  if (!limit_is_distance(i)) return Seconds{limit};
  // Half a millimetre more, so that the whole millimetres of the limit survive the division and the truncation.
  return Seconds{(limit + 0.0005) / profile.speed.base()};
}

void check_travel(const Indicator& i) {
  if (limit_is_distance(i) && i.params.word("mode") == "drive")
    throw Error{Fault::bad_input,
                say("a drive is limited by time, not by metres", "驾车应以时间而非距离为限"), where_of(i),
                say("write limit in minutes", "请以分钟填写 limit")};
}

double travelled(const Indicator& i, const Network& network, Cost cost) {
  return limit_is_distance(i) ? static_cast<double>(cost) / 1000.0 : network.seconds(cost);
}

Where where_of(const Indicator& i) { return {.file = i.file, .item = i.key.word}; }

void refuse_unit(const Indicator& i, const Text& needed) {
  throw Error{
      Fault::bad_input,
      Text{fmt::format("the unit of ‘{}’ is {}, but its kernel yields {}", i.key.word, i.unit.symbol,
                       needed.en),
           fmt::format("指标“{}”的单位是 {}，而其计算方法给出的是{}", i.key.word, i.unit.symbol, needed.zh)},
      where_of(i)};
}

}  // namespace cityloop
