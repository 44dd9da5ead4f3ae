#include "cityloop/measure/opening.h"

#include "cityloop/city/hours.h"
#include "cityloop/city/layers.h"
#include "cityloop/measure/kernels/list.h"

namespace cityloop {

std::vector<ParamSpec> opening_params() {
  ParamSpec unknown =
      choice_param("unknown_hours",
                   {"With open_at: what places count as whose opening hours are not known. Without it: open.",
                    "与 open_at 同用：开放时间未知的设施按开放还是关闭处理；不写则按开放。"},
                   {"open", "closed"}, {});
  unknown.required = false;
  return {param(ParamSpec::Type::word, "open_at",
                {"Only places that are open at this moment of the week count, such as ‘Tue 19:00’. Without "
                 "it: all.",
                 "仅计入一周中该时刻开放的设施，如“周二 19:00”；不写则全部计入。"}),
          std::move(unknown)};
}

void check_opening(const Indicator& i) {
  if (i.params.has("open_at") && !read_week_minute(i.params.word("open_at")))
    throw Error{Fault::bad_input,
                say("‘{}’ is no moment of the week", "“{}”不是一周中的时刻", i.params.word("open_at")),
                where_of(i), say("write a weekday and a time: Tue 19:00", "请写星期与时刻，如：周二 19:00")};
}

City at_its_hour(const City& city, const Indicator& i, Run& run) {
  if (!i.params.has("open_at")) return city;
  const std::uint16_t moment = *read_week_minute(i.params.word("open_at"));
  const bool unknown_open = !i.params.has("unknown_hours") || i.params.word("unknown_hours") == "open";
  Hasher h;
  h.add("measure.open-at").add(city.places.hash()).add(moment).add(unknown_open ? 1 : 0);
  City then = city;
  then.places = *run.memo.get<Layer<Places>>(h.done(), [&] {
    Places places = *city.places;
    for (const PlaceIdx p : each(places.id)) {
      const auto hours = places.hours[p];
      if (hours.empty() ? !unknown_open : !is_open(hours, moment)) places.capacity[p] = 0;
    }
    return freeze(std::move(places));
  });
  return then;
}

}  // namespace cityloop
