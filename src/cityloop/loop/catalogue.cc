#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>

#include "cityloop/io/import/kinds.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/mapping.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

/// All *.yaml below `folder`, in the order of their names: the same on every machine.
std::vector<std::string> yaml_files(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".yaml")
      found.push_back(entry.path().string());
  std::sort(found.begin(), found.end());
  return found;
}

void report(const Error& e, Diagnostics& notes) {
  notes.problem("catalogue.bad", e.words(), e.where(), e.hint());
}

/// Calls fn(document) for each declaration in each file of one part of the catalogue; a file holds one or a list.
template <class Fn>
void each_declaration(const std::vector<std::string>& roots, const std::string& part, Diagnostics& notes,
                      Fn fn) {
  for (const std::string& root : roots) {
    std::vector<std::string> files = yaml_files(fs::path{root} / part);
    const fs::path single = fs::path{root} / (part + ".yaml");
    if (fs::is_regular_file(single)) files.push_back(single.string());
    for (const std::string& file : files) {
      try {
        const Document doc = parse_yaml(read_text(file), file);
        if (doc.is_list()) {
          for (const Document& one : doc.list()) {
            try {
              fn(one);
            } catch (const Error& e) {
              report(e, notes);
            }
          }
        } else {
          fn(doc);
        }
      } catch (const Error& e) {
        report(e, notes);
      }
    }
  }
}

/// A mapping of the workspace's own adds to the catalogue's.
Mapping read_mapping(const std::vector<std::string>& roots, const Catalogue& c, Diagnostics& notes) {
  Mapping out;
  each_declaration(roots, "mapping", notes, [&](const Document& d) {
    Mapping m = parse_mapping(d, c.indicators, c.frameworks);
    for (FrameworkKey& f : m.frameworks)
      if (std::find(out.frameworks.begin(), out.frameworks.end(), f) == out.frameworks.end())
        out.frameworks.push_back(std::move(f));
    std::move(m.equivalents.begin(), m.equivalents.end(), std::back_inserter(out.equivalents));
  });
  return out;
}

template <class Map>
auto values_of(Map& by_key) {
  std::vector<typename Map::mapped_type> out;
  out.reserve(by_key.size());
  for (auto& [key, value] : by_key) out.push_back(std::move(value));
  return out;
}

}  // namespace

const Framework& Catalogue::framework(const std::string& key_or_file) const {
  std::vector<std::string> keys;
  for (const Framework& f : frameworks) {
    if (f.key.word == key_or_file || f.file == key_or_file || fs::path{f.file}.filename() == key_or_file ||
        fs::path{f.file}.stem() == key_or_file)
      return f;
    keys.push_back(f.key.word);
  }
  std::string all;
  for (const std::string& k : keys) all += (all.empty() ? "" : ", ") + k;
  const std::string close = nearest_word(key_or_file, keys);
  Text hint = close.empty() ? say("known frameworks: {}", "已有的评价框架：{}", all)
                            : say("did you mean '{}'?", "是否想写“{}”？", close);
  throw Error{Fault::not_found,
              say("there is no framework '{}' in the catalogue", "目录中没有评价框架“{}”", key_or_file),
              {.file = folder, .item = "frameworks"},
              std::move(hint)};
}

Catalogue load_catalogue(const std::string& folder, const std::string& over, Diagnostics& notes) {
  Catalogue out;
  out.folder = folder;
  std::vector<std::string> roots{folder};
  if (!over.empty()) roots.push_back(over);

  std::map<IndicatorKey, Indicator> indicators;
  each_declaration(roots, "indicators", notes, [&](const Document& d) {
    Indicator i = parse_indicator(d);
    indicators.insert_or_assign(i.key, std::move(i));
  });
  out.indicators = values_of(indicators);
  try {
    check_indicators(out.indicators);
  } catch (const Error& e) {
    report(e, notes);
  }

  std::map<FrameworkKey, Framework> frameworks;
  each_declaration(roots, "frameworks", notes, [&](const Document& d) {
    Framework f = parse_framework(d, out.indicators);
    frameworks.insert_or_assign(f.key, std::move(f));
  });
  out.frameworks = values_of(frameworks);

  read_mapping(roots, out, notes);

  std::map<ProjectTypeKey, ProjectType> types;
  each_declaration(roots, "projects", notes, [&](const Document& d) {
    ProjectType t = parse_project_type(d, out.indicators);
    types.insert_or_assign(t.key, std::move(t));
  });
  out.project_types = values_of(types);

  std::map<std::string, AppraisalRules> appraisal;
  each_declaration(roots, "appraisal", notes, [&](const Document& d) {
    AppraisalRules r = parse_appraisal_rules(d, out.indicators, out.project_types);
    appraisal.insert_or_assign(r.key, std::move(r));
  });
  out.appraisal = values_of(appraisal);

  std::map<std::string, SpendingRules> spending;
  each_declaration(roots, "evaluation", notes, [&](const Document& d) {
    SpendingRules r = parse_spending_rules(d);
    spending.insert_or_assign(r.key, std::move(r));
  });
  out.spending = values_of(spending);

  try {
    for (auto& [kind, rule] : read_kind_rules(folder, folder)) out.kinds.push_back(rule);
  } catch (const Error& e) {
    report(e, notes);
  }
  return out;
}

Mapping load_mapping(const Catalogue& c, const std::string& over, Diagnostics& notes) {
  std::vector<std::string> roots{c.folder};
  if (!over.empty()) roots.push_back(over);
  return read_mapping(roots, c, notes);
}

}  // namespace cityloop
