#include "cityloop/city/last_looks.h"

namespace cityloop {

std::vector<LastLook> last_looks(const Inspections& all, std::int32_t day) {
  std::vector<LastLook> out;
  for (std::size_t n = 0; n < all.id.size();) {
    const InspectionIdx first = idx<InspectionIdx>(n);
    LastLook last{n, n};
    for (; n < all.id.size(); ++n) {
      const InspectionIdx i = idx<InspectionIdx>(n);
      if (all.check[i] != all.check[first] || all.zone[i] != all.zone[first] ||
          all.object[i] != all.object[first])
        break;
      if (all.seen[i] > day) continue;
      if (last.from == last.until || all.seen[i] != all.seen[idx<InspectionIdx>(last.from)]) last.from = n;
      last.until = n + 1;
    }
    if (last.from != last.until) out.push_back(last);
  }
  return out;
}

}  // namespace cityloop
