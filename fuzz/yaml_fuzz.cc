// Any bytes are either a document or an Error with words in both languages; never anything else.
#include <cstdlib>

#include "cityloop/base/document.h"

namespace {

void walk(const cityloop::Document& doc) {
  doc.where();
  if (doc.is_list()) {
    for (const cityloop::Document& item : doc.list()) walk(item);
  } else if (doc.is_map()) {
    for (const std::string& key : doc.keys()) walk(doc.at(key));
    doc.done();
  } else if (doc.is_scalar()) {
    for (const auto read :
         {+[](const cityloop::Document& d) { d.number(); }, +[](const cityloop::Document& d) { d.integer(); },
          +[](const cityloop::Document& d) { d.boolean(); }, +[](const cityloop::Document& d) { d.money(); },
          +[](const cityloop::Document& d) { d.date(); },
          +[](const cityloop::Document& d) { d.choice({"walk", "小学"}); }}) {
      try {
        read(doc);
      } catch (const cityloop::Error& e) {
        if (e.words().en.empty() || e.words().zh.empty()) std::abort();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  for (const auto parse : {&cityloop::parse_yaml, &cityloop::parse_json}) {
    try {
      walk(parse(text, "fuzz"));
    } catch (const cityloop::Error& e) {
      if (e.words().en.empty() || e.words().zh.empty()) std::abort();
    }
  }
  return 0;
}
