#include "cityloop/io/import/written_hours.h"

namespace cityloop {

OpenHours written_hours(Import& in, std::string_view written, const Where& where) {
  if (auto read = read_hours(written)) return std::move(*read);
  in.run.notes.note("place.hours",
                    say("opening hours ‘{}’ cannot be read; they stay unknown",
                        "开放时间“{}”无法识别，按未知处理", written),
                    where,
                    say("write them as ‘Mo-Fr 08:00-18:00; Sa 09:00-13:00’",
                        "请写作“周一至周五 08:00-18:00；周六 09:00-13:00”"));
  return {};
}

}  // namespace cityloop
