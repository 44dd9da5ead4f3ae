#include <filesystem>
#include <map>

#include "cityloop/io/import/table.h"
#include "cityloop/io/import/written_hours.h"

namespace cityloop {
namespace {

/// The file's name without folders and endings: the default owner of the refs in it.
std::string stem(const std::string& file) {
  std::string word = std::filesystem::path{file}.filename().string();
  return word.substr(0, word.find('.'));
}

}  // namespace

void read_places_table(Import& in, Table& table) {
  const Document& options = in.spec.options;
  std::string one_kind;
  if (const auto x = options.find("kind")) one_kind = x->string();
  std::optional<std::size_t> kind_column;
  if (one_kind.empty()) kind_column = table.must("kind");
  std::map<std::string, std::string, std::less<>> kinds;  // the table's words → the catalogue's
  if (const auto x = options.find("kinds"))
    for (const std::string& word : x->keys()) kinds[word] = x->at(word).string();
  const std::string owner = options.find("refs") ? options.at("refs").string() : stem(in.spec.file);
  TablePoints points{table, in.spec};
  const auto name = table.maybe("name"), capacity = table.maybe("capacity"), ref = table.maybe("ref"),
             hours = table.maybe("hours");
  const bool skip_zero = options.find("skip_zero") && options.at("skip_zero").boolean();
  table.done();

  std::vector<PlaceDraft> drafts;
  while (table.rows().next()) {
    const CsvReader& row = table.rows();
    PlaceDraft draft;
    if (kind_column) {
      const std::string_view word = trimmed(row[*kind_column]);
      if (is_missing(word)) {
        in.run.notes.problem("place.kind",
                             say("the row does not say what kind of place it is", "该行没有说明设施类别"),
                             row.where(*kind_column));
        continue;
      }
      const auto known = kinds.find(word);
      if (!kinds.empty() && known == kinds.end()) {
        in.run.notes.problem(
            "place.kind",
            say("'{}' is not among `kinds:` of this source", "“{}”不在该来源的 `kinds:` 中", word),
            row.where(*kind_column), say("add it there", "请在其中添加"));
        continue;
      }
      draft.kind = PlaceKindKey{known == kinds.end() ? std::string{word} : known->second};
    } else {
      draft.kind = PlaceKindKey{one_kind};
    }
    if (capacity) {
      if (!is_missing(row[*capacity])) {
        const auto seats = read_number(table, *capacity, 0);
        if (!seats) continue;
        if (skip_zero && *seats == 0) continue;
        draft.capacity = static_cast<float>(*seats);
      } else {
        read_number(table, *capacity,
                    0);           // notes that it is missing; the kind's default is taken, marked estimated …
        if (skip_zero) continue;  // … unless the number also says whether anything is there
      }
    }
    if (!points.read()) continue;
    if (hours && !is_missing(row[*hours]))
      draft.hours = written_hours(in, trimmed(row[*hours]), row.where(*hours));
    if (name && !is_missing(row[*name])) draft.name = std::string{trimmed(row[*name])};
    const std::string id = ref ? std::string{trimmed(row[*ref])} : points.words() + "," + draft.name;
    draft.ref = owner + ":" + id;
    draft.file = in.file;
    draft.item = row.line();
    drafts.push_back(std::move(draft));
  }
  points.to_plane(in.into.crs());
  for (std::size_t i = 0; i < drafts.size(); ++i)
    if (const auto at = points.at(i)) {
      drafts[i].at = *at;
      in.into.add_place(std::move(drafts[i]));
    }
}

void read_land_table(Import& in, Table& table) {
  const Document& options = in.spec.options;
  std::string one_use;
  if (const auto x = options.find("use")) one_use = x->string();
  std::optional<std::size_t> use;
  if (one_use.empty()) use = table.must("use");
  const std::size_t area = table.must("area");
  const Unit square_metre{Dim{.metre = 2}, 1.0, "m2"};
  double scale = 1;
  if (const auto x = options.find("unit")) {
    const Unit unit = parse_unit(x->string(), x->where());
    if (unit.dim != square_metre.dim)
      x->fail(say("'{}' is not a unit of area", "“{}”不是面积单位", unit.symbol),
              say("write m2, ha or km2", "请写 m2、ha 或 km2"));
    scale = unit.scale;
  }
  TablePoints points{table, in.spec};
  table.done();
  std::vector<std::pair<LandUseKey, double>> rows;
  while (table.rows().next()) {
    const auto a = read_number(table, area, 0);
    if (!a || !points.read()) continue;
    rows.emplace_back(LandUseKey{use ? std::string{trimmed(table.rows()[*use])} : one_use}, *a * scale);
  }
  points.to_plane(in.into.crs());
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (const auto at = points.at(i))
      in.into.add_land(rows[i].first, *at, rows[i].second, in.file, points.line(i));
}

void read_elevation_table(Import& in, Table& table) {
  TablePoints points{table, in.spec};
  const std::size_t value = table.must("value");
  table.done();
  std::vector<double> metres;
  while (table.rows().next()) {
    const auto h = read_number(table, value, -500);
    if (h && points.read()) metres.push_back(*h);
  }
  points.to_plane(in.into.crs());
  for (std::size_t i = 0; i < metres.size(); ++i)
    if (const auto at = points.at(i)) in.into.set_elevation(*at, metres[i]);
}

}  // namespace cityloop
