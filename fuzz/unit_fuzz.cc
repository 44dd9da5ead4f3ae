// A unit that is read has a finite positive size, and its dimension is read back from how it is printed.
#include <cmath>
#include <cstdlib>

#include "cityloop/base/money.h"
#include "cityloop/base/time.h"
#include "cityloop/base/unit.h"

namespace {

template <class Act>
void refused_or_done(Act act) {
  try {
    act();
  } catch (const cityloop::Error& e) {
    if (e.words().en.empty() || e.words().zh.empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  using namespace cityloop;
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  refused_or_done([&] {
    const Unit unit = parse_unit(text);
    if (!std::isfinite(unit.scale) || unit.scale <= 0 || to_string(unit.dim).empty()) std::abort();
  });
  refused_or_done([&] {
    if (!std::isfinite(parse_quantity(text, Unit{}))) std::abort();
  });
  refused_or_done([&] {
    const Money m = parse_money(text);
    if (parse_money(to_string(m)) != m) std::abort();
    show_money(m, Lang::en);
    show_money(m, Lang::zh);
  });
  refused_or_done([&] {
    const Instant at = parse_instant(text);
    if (at >= parse_instant("0001-01-01") && at < parse_instant("9999-12-31") &&
        parse_instant(to_string(at)) != at)
      std::abort();
  });
  return 0;
}
