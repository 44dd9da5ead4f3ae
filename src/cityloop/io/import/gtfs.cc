// Timetables: the whole of them as the layer `transit`, and their stops as places.

#include <array>
#include <map>

#include "cityloop/io/import/gtfs_fares.h"
#include "cityloop/io/import/gtfs_feed.h"
#include "cityloop/io/import/readers.h"

namespace cityloop {
namespace {

/// The kind of place where a vehicle calls; cable cars and others have none in the catalogue.
constexpr std::array<std::pair<Vehicle, std::string_view>, 5> kKinds{{{Vehicle::tram, "tram_stop"},
                                                                      {Vehicle::metro, "metro_station"},
                                                                      {Vehicle::rail, "rail_station"},
                                                                      {Vehicle::bus, "bus_stop"},
                                                                      {Vehicle::ferry, "ferry_terminal"}}};

void add_stops_as_places(const Import& in, const FeedReader& read) {
  const std::vector<FeedDraft::Stop>& stops = read.feed.stops;
  std::vector<std::uint32_t> calls = read.vehicles;
  std::vector<std::uint8_t> speaks(stops.size(), 0);
  // A station stands for its platforms, and is entered where its entrances are.
  std::map<std::size_t, std::vector<Point>> entrances;
  for (std::size_t i = 0; i < stops.size(); ++i) {
    speaks[i] = read.placed(i) && (stops[i].type == StopType::platform || stops[i].type == StopType::station);
    if (stops[i].parent < 0) continue;
    const auto above = static_cast<std::size_t>(stops[i].parent);
    if (!read.placed(above)) continue;
    if (stops[i].type == StopType::entrance && read.placed(i)) entrances[above].push_back(stops[i].at);
    if (stops[i].type != StopType::platform) continue;
    calls[above] |= calls[i];
    speaks[i] = 0;
  }
  std::size_t silent = 0;
  for (std::size_t i = 0; i < stops.size(); ++i) {
    if (speaks[i] == 0) continue;
    if (calls[i] == 0) ++silent;
    for (const auto& [vehicle, kind] : kKinds) {
      if ((calls[i] >> static_cast<unsigned>(vehicle) & 1U) == 0) continue;
      PlaceDraft draft;
      draft.kind = PlaceKindKey{std::string{kind}};
      draft.ref = read.feed.name + ":" + stops[i].ref;
      draft.at = stops[i].at;
      draft.name = stops[i].name;
      if (const auto it = entrances.find(i); it != entrances.end()) draft.entrances = it->second;
      draft.file = in.file;
      draft.item = stops[i].item;
      in.into.add_place(std::move(draft));
    }
  }
  if (silent > 0)
    in.run.notes.note(
        "gtfs.stop_without_stop_time",
        say("no trip calls at {} stops; they are no places", "{} 个站点没有班次，未作为设施", silent),
        Where{in.spec.file + "/stops.txt"});
}

}  // namespace

void read_gtfs(Import& in) {
  bool places = true, timetable = true, fares = true;
  if (const auto layers = in.spec.options.find("layers")) {
    places = timetable = fares = false;
    static const std::vector<std::string> words{"places", "transit", "fares"};
    const std::array<bool*, 3> flags{&places, &timetable, &fares};
    for (const Document& word : layers->list()) *flags[word.choice(words)] = true;
  }
  const std::string owner = in.spec.options.find("refs") ? in.spec.options.at("refs").string() : "gtfs";
  in.spec.options.done();
  const ZipReader zip{in.path, in.spec.file};
  FeedReader read{zip, in.spec.file, owner, in.into.crs(), in.run};
  if (!read.is_gtfs) return;
  if (places) add_stops_as_places(in, read);
  if (fares)
    if (auto draft = gtfs_fares(zip, in.spec.file, read.feed, in.run.notes)) {
      draft->file = in.file;
      in.into.add_fares(std::move(*draft));
    }
  if (!timetable) return;
  read.feed.file = in.file;
  in.into.add_feed(std::move(read.feed));
}

std::optional<LngLat> locate_gtfs(const SourceSpec& spec, const std::string& path) {
  Diagnostics unheard;
  const ZipReader zip{path, spec.file};
  if (!zip.has("stops.txt")) return std::nullopt;
  const std::string text = zip.read("stops.txt");
  CsvReader rows{text, spec.file + "/stops.txt", unheard};
  const auto lat = rows.find("stop_lat"), lon = rows.find("stop_lon");
  Box box;
  while (lat && lon && rows.next()) {
    const auto x = to_number(rows[*lon]), y = to_number(rows[*lat]);
    if (x && y) box.add({*x, *y});
  }
  if (box.empty()) return std::nullopt;
  return LngLat{(box.low.x + box.high.x) / 2, (box.low.y + box.high.y) / 2};
}

}  // namespace cityloop
