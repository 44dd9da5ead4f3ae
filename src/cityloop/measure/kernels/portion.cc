#include <algorithm>

#include "cityloop/measure/kernels/list.h"

namespace cityloop {
namespace {

IndicatorKey portion_key(const Indicator& i) { return {i.params.word("indicator")}; }
bool portion_is_amount(const Indicator& i) { return i.params.word("as") == "amount"; }

const Indicator* portion_operand(const Indicator& i, std::span<const Indicator> all) {
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const Indicator& o) { return o.key == portion_key(i); });
  return at == all.end() ? nullptr : &*at;
}

/// The bounds in the operand's unit, through float as its fields are: exactly at a bound counts.
struct Bounds {
  std::optional<double> least, most;
  bool hold(double v) const { return (!least || v >= *least) && (!most || v <= *most); }
};
Bounds portion_bounds(const Indicator& i, const Indicator& operand) {
  const auto read = [&](const char* name) -> std::optional<double> {
    if (!i.params.has(name)) return std::nullopt;
    const double base = parse_quantity(i.params.word(name), operand.unit, where_of(i));
    return static_cast<double>(static_cast<float>(operand.unit.from_base(base)));
  };
  return {read("at_least"), read("at_most")};
}

/// What is counted, per cell; empty: the city does not know it.
std::vector<double> portion_amounts(const City& city, const Indicator& i) {
  std::vector<double> out(city.grid->size(), 0.0);
  const std::string& of = i.params.word("of");
  if (of == "area") {
    for (std::size_t c = 0; c < out.size(); ++c) out[c] = city.grid->area_m2(idx<CellIdx>(c));
    return out;
  }
  if (of == "land") {
    bool known = false;
    for (const std::string& use : i.params.words("land_use"))
      if (const auto u = city.land->find(LandUseKey{use})) {
        known = true;
        for (const CellIdx c : each(city.land->area_m2[*u]))
          out[c.v] += static_cast<double>(city.land->area_m2[*u][c]);
      }
    return known ? out : std::vector<double>{};
  }
  const People& people = *city.people;
  if (!has_people(city)) return {};
  const Column<CellIdx, float>* who = &people.residents;
  if (i.params.has("group")) {
    const auto g = people.find(GroupKey{i.params.word("group")});
    if (!g) return {};
    who = &people.by_group[*g];
  }
  for (const CellIdx c : each(*who)) out[c.v] = static_cast<double>((*who)[c]);
  return out;
}

/// One row's sums.
struct Passed {
  double in = 0, all = 0, unknown = 0;
  bool estimated = false;
  void add(const Field& f, std::size_t c, double amount, const Bounds& bounds) {
    if (!(amount > 0) || f.mark[c] == Mark::not_applicable) return;
    if (!has_value(f.mark[c])) {
      unknown += amount;
      return;
    }
    all += amount;
    const double v = static_cast<double>(f.value[c]);
    // What lies beyond is more than its limit: it never keeps an upper bound.
    const bool beyond = f.mark[c] == Mark::beyond;
    if (bounds.hold(v) && !(beyond && bounds.most)) in += amount;
    estimated = estimated || f.mark[c] == Mark::estimated;
  }
  void put(const Indicator& i, Field& f, std::size_t row) const {
    if (!(all > 0)) f.set_absent(row, unknown > 0 ? Mark::no_data : Mark::not_applicable);
    else
      f.set(row, i.unit.from_base(portion_is_amount(i) ? in : in / all),
            estimated || unknown > 0 ? Mark::estimated : Mark::known);
  }
};

/// For how many people, or for how much land, another indicator is good enough: 11.2.1 of the SDGs, land denser than a limit.
///
///   value[x] = Σ over cells c of x with at_least ≤ v(c) ≤ at_most: amount(c)  ÷  Σ over cells c of x that have a v: amount(c)
///
/// as: amount gives what stands above the line. Exactly at a bound counts. A value beyond its limit keeps a lower bound that
/// the limit keeps, and no upper one.
///
/// reads    the field of its operand (cells); city.people, city.land or city.grid; city.zones (over a level)
/// params   indicator; at_least, at_most (one of them, or both, in the operand's unit unless another is written);
///          of = residents|land|area; group; land_use; as = share|amount; over = cell|city|a level
/// returns  Field [cells, zones of a level, or whole]
/// marks    cells in which the operand is not applicable are left out; those in which it is not known too, and then the
///          value is estimated; not_applicable where nothing is left to count, no_data where all of it is unknown or the
///          layer is missing
/// errors   none: params are checked when the declaration is read, the operand when the list is complete
/// cost     O(cells)
/// source   the definition's own
Field measure_portion(const Ask& ask) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  const Rows rows{city, support_over(i)};
  Field f = rows.empty();
  const std::vector<double> amount = portion_amounts(city, i);
  const auto of = ask.so_far.find(portion_key(i));
  const Indicator* operand = portion_operand(i, ask.indicators);
  if (!rows.known() || amount.empty() || !of || operand == nullptr) return f;
  const Bounds bounds = portion_bounds(i, *operand);
  std::vector<Passed> passed(rows.size());
  for (std::size_t c = 0; c < amount.size(); ++c)
    if (const auto row = rows.of(idx<CellIdx>(c))) passed[*row].add(*of, c, amount[c], bounds);
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (f.mark[row] != Mark::not_applicable) passed[row].put(i, f, row);
  return f;
}

void check_portion(const Indicator& i, std::span<const Indicator> all) {
  const std::string& of = i.params.word("of");
  const Dim dim = !portion_is_amount(i) ? kNoDim : of == "residents" ? kPersonDim : kAreaDim;
  if (i.unit.dim != dim) refuse_unit(i, {to_string(dim), to_string(dim)});
  if (!i.params.has("at_least") && !i.params.has("at_most"))
    throw Error{Fault::bad_input, say("a portion needs a bound", "需要写明界限"), where_of(i),
                say("write at_least, at_most, or both", "请写 at_least 或 at_most，或两者都写")};
  if (i.params.has("group") && of != "residents")
    throw Error{Fault::bad_input, say("land has no group of people", "用地没有人群之分"), where_of(i),
                say("write of: residents", "请写 of: residents")};
  const Indicator* operand = portion_operand(i, all);
  if (operand == nullptr) return;  // a missing one is refused with the list
  portion_bounds(i, *operand);
  if (kernel(operand->kernel).support(*operand, all).of != Support::Of::cell)
    throw Error{Fault::bad_input,
                say("‘{0}’ asks for the cells of ‘{1}’, which has no values of cells",
                    "指标“{0}”需要“{1}”的格网值，但该指标不按格网取值", i.key.word, operand->key.word),
                where_of(i)};
}

}  // namespace

const Kernel& portion_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "portion";
    k.meaning = {"Share (or amount) of residents or land for which another indicator keeps a bound.",
                 "另一指标满足界限的居民或用地所占比例（或数量）。"};
    k.formula = "value[x] = Σ_c∈x, at_least ≤ v(c) ≤ at_most amount(c) ÷ Σ_c∈x amount(c)";
    k.params = {
        needed(Type::word, "indicator", {"Whose values of cells.", "取其格网值的指标。"}),
        param(Type::word, "at_least", {"From this value on.", "不低于此值。"}),
        param(Type::word, "at_most", {"Up to this value.", "不高于此值。"}),
        choice_param("of", {"What is counted.", "计量对象。"}, {"residents", "land", "area"}, "residents"),
        param(Type::word, "group", {"Of the residents, one group.", "只计居民中的某一人群。"}),
        param(Type::words, "land_use", {"Land of these uses.", "计入的用地类别。"}, "residential"),
        choice_param("as", {"A share, or the amount itself.", "取比例，或取数量。"}, {"share", "amount"},
                     "share"),
        param(Type::word, "over",
              {"cell, city, or a level of zones.", "cell（格网）、city（全市）或分区层级。"}, "city")};
    k.check = check_portion;
    k.reads = [](const Indicator& i) {
      const std::string& of = i.params.word("of");
      LayerSet s = layers(LayerId::grid);
      if (of == "residents") s |= layers(LayerId::people);
      if (of == "land") s |= layers(LayerId::land);
      if (support_over(i).of == Support::Of::zone) s |= layers(LayerId::zones);
      return s;
    };
    k.kinds = [](const Indicator&) { return std::vector<PlaceKindKey>{}; };
    k.needs = [](const Indicator& i) { return std::vector<IndicatorKey>{portion_key(i)}; };
    k.support = [](const Indicator& i, std::span<const Indicator>) { return support_over(i); };
    k.measure = measure_portion;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
